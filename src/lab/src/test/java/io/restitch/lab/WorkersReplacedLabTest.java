package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one real job: all workers of a real cluster replaced, as the audit log saw it. */
@Tag("lab")
class WorkersReplacedLabTest {

  @Test
  void shouldReplaceAllTwelveWorkers(@TempDir Path home) {
    // Given
    try (Lab lab = Lab.withSample()) {
      Restitch restitch = new Restitch(lab, home).withSettings(3);
      restitch.run("inspect").well();
      restitch.run("init", "-f", "commented.yaml").well();
      restitch.run("plan", "--out", "p.yaml").well();
      restitch.run("rehearse", "p.yaml", "--progress", "quiet").well();
      Instant begin = Instant.now();

      // When
      Commands.Ended applied =
          restitch.run("apply", "p.yaml", "--until", "WorkersReplaced", "--yes");

      // Then
      assertThat(applied.status()).as(applied.err()).isZero();
      long seconds = Duration.between(begin, Instant.now()).toSeconds();
      Ends.allWorkersAreGreen(lab);
      Promises promises = Promises.kept(lab, "12 workers in " + seconds + " s");
      assertThat(promises.departures().nodesDeleted()).hasSize(12);
      assertThat(promises.departures().daemonPodsDeleted()).hasSize(12);
      assertThat(promises.nodes().podCidrsGiven()).hasSize(12);
    }
  }
}
