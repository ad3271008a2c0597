package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

      // When
      for (ConversionMoment moment : ConversionMoment.values()) {
        killed(lab, next, moment);
        if (moment == ConversionMoment.CORDONED) {
          others = HostTasks.of(lab, OTHERS);
        }
        if (moment.inConversion()) {
          assertThat(HostTasks.of(lab, OTHERS)).as("touched: %s", moment).isEqualTo(others);
        }
        System.out.printf(
            "killed: %s, after %d s%n", moment, Duration.between(begin, Instant.now()).toSeconds());
        next = Files.createDirectory(home.resolve("after-" + moment.name()));
      }
      Commands.Ended last = lab.restitch(next, "apply", "--yes", "--until", "IpamReturned");

      // Then
      assertThat(last.status()).as(last.err()).isZero();
      MixedEnds.everyControlPlaneIsConverted(lab, before);
      System.out.printf(
          "%d times killed, %d s%n",
          ConversionMoment.values().length, Duration.between(begin, Instant.now()).toSeconds());
    }
  }

  private static void killed(MixedLab lab, Path home, ConversionMoment moment) {
    if (moment == ConversionMoment.NODE_DELETED) {
      try (NodeGate gate = NodeGate.shut(lab)) {
        run(lab, home, moment);
        assertThat(NodeLikeness.nodes(lab)).doesNotContainKey("cp-1");
      }
    } else {
      run(lab, home, moment);
    }
  }

  private static void run(MixedLab lab, Path home, ConversionMoment moment) {
    try (MixedRun run = MixedRun.start(lab, home, "apply", "--yes", "--until", "IpamReturned")) {
      run.reaches(moment.toString(), moment::seen).kill();
    }
  }
}
