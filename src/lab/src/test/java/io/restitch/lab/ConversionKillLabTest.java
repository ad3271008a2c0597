package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A real {@code kill -9} at every moment of hold, conversion and return, each time resumed by a
 * plain {@code restitch apply} in an empty directory, without settings: the end is the same.
 */
@Tag("drill")
class ConversionKillLabTest {
  private static final List<String> OTHERS = List.of("cp-2", "cp-3");

  @Test
  void shouldEndTheSameWhenKilledAtEveryMoment(@TempDir Path home) throws IOException {
    // Given
    try (MixedLab lab = MixedLab.up("vxlan")) {
      TreeMap<String, JsonNode> before = NodeLikeness.nodes(lab);
      Path next = Files.createDirectory(home.resolve("first"));
      lab.settings(next);
      Instant begin = Instant.now();
      Map<String, String> others = Map.of();
      Set<ConversionMoment> killed = new TreeSet<>();

      // When
      Optional<ConversionMoment> target = Optional.of(ConversionMoment.HOLD_STARTED);
      while (target.isPresent()) {
        ConversionMoment moment = killed(lab, next, target.get());
        killed.add(moment);
        System.out.printf(
            "killed: %s, after %d s%n", moment, Duration.between(begin, Instant.now()).toSeconds());
        if (moment == ConversionMoment.NODE_DELETED) {
          assertThat(NodeLikeness.nodes(lab)).doesNotContainKey("cp-1");
        }
        if (moment.inConversion()) {
          others = others.isEmpty() ? Traces.of(lab, OTHERS) : others;
          assertThat(Traces.of(lab, OTHERS)).as("touched: %s", moment).isEqualTo(others);
        }
        next = Files.createDirectory(home.resolve("after-" + moment.name()));
        target = KillMoment.next(moment);
      }
      Commands.Ended last = lab.restitch(next, "apply", "--yes", "--until", "IpamReturned");

      // Then
      assertThat(last.status()).as(last.err()).isZero();
      MixedEnds.everyControlPlaneIsConverted(lab, before);
      System.out.printf(
          "%d times killed, %d s%n",
          killed.size(), Duration.between(begin, Instant.now()).toSeconds());
      assertThat(killed).hasSizeGreaterThanOrEqualTo(12).contains(ConversionMoment.NODE_DELETED);
    }
  }

  /**
   * Nobody can post a Node from before cp-1's is deleted until the run that deleted it was killed.
   */
  private static ConversionMoment killed(MixedLab lab, Path home, ConversionMoment target) {
    if (target == ConversionMoment.NODE_SAVED) {
      NodeGate.shut(lab);
    } else if (target == ConversionMoment.NODE_POSTED) {
      NodeGate.open(lab);
    }
    try (MixedRun run = MixedRun.start(lab, home, "apply", "--yes", "--until", "IpamReturned")) {
      run.reaches(target.toString(), told -> KillMoment.reached(target, told).isPresent()).kill();
      return run.reached(told -> KillMoment.reached(target, told));
    }
  }
}
