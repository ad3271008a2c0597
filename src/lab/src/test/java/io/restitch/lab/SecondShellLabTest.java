package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.lab.AuditLog.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a second shell can do while an apply runs in the first. */
@Tag("lab")
class SecondShellLabTest {

  @Test
  void shouldTellAndBeTurnedFromASecondShell(@TempDir Path home) throws IOException {
    // Given
    try (Lab lab = Lab.withSample()) {
      Path first = Files.createDirectory(home.resolve("first"));
      Path second = Files.createDirectory(home.resolve("second"));
      Path third = Files.createDirectory(home.resolve("third"));
      new Restitch(lab, first).withSettings(3);
      try (Run run = Run.start(lab, first, "apply", "--until", "WorkersReplaced", "--yes")) {
        run.reaches(Moment.MID_DRAIN);

        statusWritesNothing(lab, second);
        secondApplyIsRefused(lab, second, run);
        pauseEndsIt(lab, second, run);
      }
      resumeLetsItGoOn(lab, second, third);
    }
  }

  private static void statusWritesNothing(Lab lab, Path home) {
    Commands.Ended status = new Restitch(lab, home).as("viewer").run("status");

    assertThat(status.well().out()).contains("WorkersReplaced").contains("in work");
    List<Line> asked = lab.audit().lines().stream().filter(l -> l.user().equals("viewer")).toList();
    // 404: kinds of policies that this cluster does not serve.
    assertThat(asked)
        .isNotEmpty()
        .allMatch(Line::reads)
        .allMatch(l -> l.status() < 400 || l.status() == 404);
  }

  private static void secondApplyIsRefused(Lab lab, Path home, Run run) {
    Commands.Ended second =
        new Restitch(lab, home).run("apply", "--until", "WorkersReplaced", "--yes");

    assertThat(second.status()).as(second.err()).isEqualTo(5);
    assertThat(second.err()).contains(":" + run.pid() + " is at work");
  }

  private static void pauseEndsIt(Lab lab, Path home, Run run) {
    new Restitch(lab, home).run("pause").well();

    assertThat(run.ends()).as(run.told()).isEqualTo(3);
    Instant ended = Instant.now();
    assertThat(new Restitch(lab, home).run("status").well().out()).contains("intent: pause");
    assertThat(lab.audit().byRestitch())
        .filteredOn(l -> l.received().isAfter(ended))
        .as("nothing runs any more")
        .allMatch(Line::reads);
  }

  private static void resumeLetsItGoOn(Lab lab, Path second, Path third) {
    new Restitch(lab, second).run("resume").well();

    try (Run run = Run.start(lab, third, "apply", "--until", "WorkersReplaced", "--yes")) {
      run.reaches(Moment.NODE_DELETED);
    }
  }
}
