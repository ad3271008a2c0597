package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code abort} leaves a schedulable cluster, and no machine that nobody asked for. */
class AbortLabTest {

  @Test
  @Tag("lab")
  void shouldLeaveASchedulableClusterWhenAbortedAmidADrain(@TempDir Path home) throws IOException {
    // Given
    try (Lab lab = Lab.withSample()) {
      Path first = Files.createDirectory(home.resolve("first"));
      Path second = Files.createDirectory(home.resolve("second"));
      new Restitch(lab, first).withSettings(3);
      try (Run run = Run.start(lab, first, "apply", "--until", "WorkersReplaced", "--yes")) {
        run.reaches(Moment.MID_DRAIN);

        // When
        new Restitch(lab, second).run("abort", "--yes").well();

        // Then
        assertThat(run.ends()).as(run.told()).isEqualTo(130);
      }
      Ends.nothingIsHalfDone(lab);
      Promises.kept(lab, "aborted amid a drain");
    }
  }

  @Test
  @Tag("drill")
  void shouldLeaveASchedulableClusterWhereverItIsAborted(@TempDir Path home) throws IOException {
    List<Moment> moments =
        List.of(
            Moment.AFTER_CREATE,
            Moment.BEFORE_NODE_APPEARS,
            Moment.POD_CIDR_GIVEN,
            Moment.MID_DRAIN,
            Moment.NODE_DELETED,
            Moment.BEFORE_MACHINE_DELETE);
    // Given
    try (Lab lab = Lab.withSample()) {
      Path first = Files.createDirectory(home.resolve("first"));
      new Restitch(lab, first).withSettings(3);
      Path next = first;
      for (Moment moment : moments) {
        moment.arrange(lab);
        try (Run run = Run.start(lab, next, "apply", "--until", "WorkersReplaced", "--yes")) {
          run.killAt(moment);
        }
        Path second = Files.createDirectory(home.resolve("abort-" + moment.name()));
        next = Files.createDirectory(home.resolve("after-" + moment.name()));

        // When
        new Restitch(lab, second).run("abort", "--yes").well();

        // Then
        System.out.println("aborted: " + moment);
        Ends.nothingIsHalfDone(lab);
      }
      Promises.kept(lab, "aborted " + moments.size() + " times");
    }
  }
}
