package io.restitch.host;

import static io.restitch.host.testing.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.HostAction.RunTask;
import io.restitch.core.action.HostAction.Task;
import io.restitch.core.fact.Change;
import io.restitch.engine.port.HostPort.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who watches is told of each machine as often as it changed. */
class WatchTest extends PortBench {
  @Test
  void shouldTellTheWatchAndNobodyElseWhenATaskHasEnded() {
    // given
    try (Watch watch = watch()) {
      // when
      List<Change> changes = port.perform(new RunTask("m1", Task.STOP_KUBELET));

      // then
      assertThat(watch).isNotNull();
      assertThat(changes).isEmpty();
      assertThat(fact(seen, "m1").kubeletRunning()).isFalse();
      assertThat(said).containsExactly("m1: stop-kubelet: stops");
    }
  }

  @Test
  void shouldTellOnlyWhatChangedWhenItLooksAgainAndAgain() throws Exception {
    // given
    lookEvery(OFTEN);
    try (Watch watch = watch()) {
      assertThat(watch).isNotNull();
      int first = seen.size();

      // when
      Files.createFile(folder.resolve("stopped"));
      until("it is seen", () -> !fact(seen, "m1").kubeletRunning());

      // then
      assertThat(seen).hasSize(first + 1);
    }
  }

  @Test
  void shouldKeepWhatWasKnownWhenAMachineIsLost() throws Exception {
    // given
    Files.createFile(folder.resolve("stopped"));
    lookEvery(OFTEN);
    try (Watch watch = watch()) {
      assertThat(watch).isNotNull();

      // when
      host.close();
      until("it is lost", () -> fact(seen, "m1").problem().isPresent());

      // then
      assertThat(fact(seen, "m1").kubeletRunning()).isFalse();
    }
  }

  @Test
  void shouldTellNothingMoreWhenTheWatchIsClosed() throws IOException {
    // given
    Watch watch = watch();
    watch.close();
    int before = seen.size();

    // when
    List<Change> changes = port.perform(new RunTask("m1", Task.STOP_KUBELET));

    // then
    assertThat(seen).hasSize(before);
    assertThat(changes).hasSize(1);
  }
}
