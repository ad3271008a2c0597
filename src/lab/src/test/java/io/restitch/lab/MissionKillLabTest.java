package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A real {@code kill -9} at moments of the whole migration, each time resumed by a plain {@code
 * restitch apply} in an empty directory, while somebody deletes pods of Flannel and of the bridge:
 * the end is the same, and no call is lost.
 */
@Tag("drill")
class MissionKillLabTest {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  @Test
  void shouldEndTheSameWhenKilledAllTheWay(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path home)
      throws IOException {
    // Given
    try (MixedLab lab = MixedLab.mission("vxlan");
        Probers probers = lab.probers(home)) {
      Probers.Fared quiet = MissionLabTest.baseline(lab, probers);
      TreeMap<String, JsonNode> before = NodeLikeness.nodes(lab);
      Path next = Files.createDirectory(home.resolve("first"));
      lab.missionSettings(next);
      Instant begin = Instant.now();
      Set<MissionMoment> killed = new TreeSet<>();

      // When
      try (AgentLosses losses = AgentLosses.begin(lab)) {
        Optional<MissionMoment> target = Optional.of(MissionMoment.BACKED_UP);
        while (target.isPresent()) {
          MissionMoment moment = killed(lab, next, target.get());
          killed.add(moment);
          System.out.printf(
              "killed: %s, after %d s%n",
              moment, Duration.between(begin, Instant.now()).toSeconds());
          next = Files.createDirectory(home.resolve("after-" + moment.name()));
          target = KillMoment.next(moment);
        }
      }
      Commands.Ended last = lab.restitch(LIMIT, next, "apply", "--yes", "--confirm-removal");

      // Then
      assertThat(last.status()).as(last.err()).isZero();
      probers.await(100);
      Probers.Fared fared = probers.fared(begin);
      System.out.printf(
          "%d times killed, %d s; quiet: %s; meanwhile: %s%n",
          killed.size(), Duration.between(begin, Instant.now()).toSeconds(), quiet, fared);
      MissionEnds.everythingIsOnFlannel(lab, next, before);
      assertThat(killed).hasSizeGreaterThanOrEqualTo(15);
      assertThat(fared.besides("lonely")).isEmpty();
    }
  }

  private static MissionMoment killed(MixedLab lab, Path home, MissionMoment target) {
    try (MixedRun run = MixedRun.start(lab, home, "apply", "--yes", "--confirm-removal")) {
      run.reaches(target.toString(), told -> KillMoment.reached(target, told).isPresent()).kill();
      return run.reached(told -> KillMoment.reached(target, told));
    }
  }
}
