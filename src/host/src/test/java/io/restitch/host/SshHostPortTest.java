package io.restitch.host;

import static io.restitch.host.testing.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.HostAction.RunTask;
import io.restitch.core.action.HostAction.SetControllerManager;
import io.restitch.core.action.HostAction.TakeBackup;
import io.restitch.core.action.HostAction.Task;
import io.restitch.core.fact.BackupFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Change.BackupsSeen;
import io.restitch.core.fact.HostFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.HostPort.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Looks at machines, and tasks on them. */
class SshHostPortTest extends PortBench {
  @Test
  void shouldSeeEachMachineAndTheBackupsWhenItLooks() {
    // when
    List<Change> changes = port.look();

    // then
    assertThat(changes).contains(new BackupsSeen(List.of()));
    assertThat(fact(changes, "m1").problem()).isEmpty();
    assertThat(fact(changes, "m1").kubeletRunning()).isTrue();
  }

  @Test
  void shouldBeAFactWhenAMachineCannotBeReached() {
    // when
    HostFact fact = fact(port.look(), "m2");

    // then
    assertThat(fact.problem().orElseThrow().message())
        .isEqualTo("m2 (ops@127.0.0.1:1) refuses connections");
    assertThat(fact.problem().orElseThrow().remedy()).contains("hosts.port");
  }

  @Test
  void shouldShowWhatATaskDidWhenItHasEnded() {
    // when
    List<Change> changes = port.perform(new RunTask("m1", Task.STOP_KUBELET));

    // then
    assertThat(changes).hasSize(1);
    assertThat(fact(changes, "m1").kubeletRunning()).isFalse();
  }

  @Test
  void shouldFollowToTheEndWhenTheConnectionIsCutUnderATask() throws IOException {
    // given
    CompletableFuture<List<Change>> result =
        CompletableFuture.supplyAsync(
            () -> port.perform(new RunTask("m1", Task.REMOVE_CALICO)), Thread::startVirtualThread);
    until("it runs", () -> Files.exists(folder.resolve("began")));

    // when
    host.cut();
    Files.createFile(folder.resolve("go"));

    // then
    assertThat(result.join()).hasSize(1);
    assertThat(folder.resolve("began")).hasContent("once");
  }

  @Test
  void shouldFindATaskRunningWhenAnotherProcessGoesOn() throws Exception {
    // given
    CompletableFuture<List<Change>> killed =
        CompletableFuture.supplyAsync(
            () -> port.perform(new RunTask("m1", Task.REMOVE_CALICO)), Thread::startVirtualThread);
    until("it runs", () -> Files.exists(folder.resolve("began")));
    SshHostPort next = another(HARDLY_EVER);
    try (Watch watch = next.watch(seen::addAll, said::add)) {
      assertThat(watch).isNotNull();

      // when
      CompletableFuture<List<Change>> result =
          CompletableFuture.supplyAsync(
              () -> next.perform(new RunTask("m1", Task.REMOVE_CALICO)),
              Thread::startVirtualThread);
      until("it is found", () -> said.contains("m1: remove-calico: it runs there already"));
      Files.createFile(folder.resolve("go"));

      // then
      assertThat(result.join()).isEmpty();
      assertThat(folder.resolve("began")).hasContent("once");
      assertThat(killed.join()).hasSize(1);
    } finally {
      next.close();
    }
  }

  @Test
  void shouldLookAndFailWhenATaskFails() {
    // given
    try (Watch watch = watch()) {
      assertThat(watch).isNotNull();

      // when
      RestitchException failure = failure(new RunTask("m1", Task.LEAVE_CALICO));

      // then
      assertThat(failure.code()).isEqualTo(ErrorCode.BLOCKED);
      assertThat(failure).hasMessage("leave-calico on m1: 10-calico.conflist is not there");
      assertThat(fact(seen, "m1").kubeletRunning()).isFalse();
    }
  }

  @Test
  void shouldGiveTheFlagsToTheScriptWhenTheyAreSet() {
    // when
    port.perform(new SetControllerManager("m1", false, Cidr.parse("10.244.0.0/16")));

    // then
    assertThat(folder.resolve("flags")).hasContent("false 10.244.0.0/16");
  }

  @Test
  void shouldAskTheCollaboratorWhenABackupIsTaken() {
    // when
    List<Change> changes = port.perform(new TakeBackup(BackupFact.Kind.ETCD, "m1"));

    // then
    assertThat(changes).containsExactly(new BackupsSeen(List.of()));
  }

  @Test
  void shouldRefuseWhenThePlanKnowsNoSuchMachine() {
    assertThat(failure(new RunTask("m9", Task.STOP_KUBELET)).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }
}
