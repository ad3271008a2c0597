package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rollback} brings the workloads back to blue. */
@Tag("lab")
class RollbackLabTest {

  @Test
  void shouldBringTheWorkloadsBackToBlueWhenHalfWay(@TempDir Path home) throws IOException {
    // Given
    try (Lab lab = Lab.withSample()) {
      Path first = Files.createDirectory(home.resolve("first"));
      Path second = Files.createDirectory(home.resolve("second"));
      new Restitch(lab, first).withSettings(3);
      try (Run run = Run.start(lab, first, "apply", "--until", "WorkersReplaced", "--yes")) {
        run.reaches(Moment.HALF_WAY);
        new Restitch(lab, second).run("pause").well();
        assertThat(run.ends()).as(run.told()).isEqualTo(3);
      }
      Instant begin = Instant.now();

      // When
      Commands.Ended back = new Restitch(lab, second).run("rollback", "--yes");

      // Then
      assertThat(back.status()).as(back.err()).isZero();
      long seconds = Duration.between(begin, Instant.now()).toSeconds();
      Ends.allWorkersAreBlue(lab);
      Promises.kept(lab, "rolled back in " + seconds + " s");
    }
  }
}
