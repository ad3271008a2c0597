package io.restitch.host;

import static io.restitch.host.testing.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.restitch.core.action.HostAction;
import io.restitch.core.action.HostAction.RunTask;
import io.restitch.core.action.HostAction.SetControllerManager;
import io.restitch.core.action.HostAction.TakeBackup;
import io.restitch.core.action.HostAction.Task;
import io.restitch.core.fact.BackupFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Change.BackupsSeen;
import io.restitch.core.fact.Change.HostSeen;
import io.restitch.core.fact.HostFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.HostPort.Watch;
import io.restitch.host.task.Script;
import io.restitch.host.testing.Entrance;
import io.restitch.host.testing.Keys;
import io.restitch.host.testing.LocalShell;
import io.restitch.host.testing.SshHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine is a folder here: what a task leaves in it is what a look shows. */
@Timeout(120)
class SshHostPortTest {
  private static final Duration OFTEN = Duration.ofMillis(50);
  private static final Duration HARDLY_EVER = Duration.ofHours(1);

  @TempDir Path folder;
  private final KeyPair ours = Keys.make("Ed25519");
  private final KeyPair theirs = Keys.make("Ed25519");
  private final List<Change> seen = new CopyOnWriteArrayList<>();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private SshHost host;
  private SshHostPort port;

  @BeforeEach
  void open() throws Exception {
    host = new SshHost(folder.resolve("bin"), theirs).lets("ops", ours);
    port = port(HARDLY_EVER);
  }

  @AfterEach
  void close() throws IOException {
    port.close();
    host.close();
    LocalShell.untilIdle(folder.resolve("root"));
  }

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
    port.close();
    port = port(OFTEN);
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
    port.close();
    port = port(OFTEN);
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
    SshHostPort next = port(HARDLY_EVER);
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

  private Watch watch() {
    return port.watch(seen::addAll, said::add);
  }

  private RestitchException failure(HostAction action) {
    RestitchException failure =
        catchThrowableOfType(RestitchException.class, () -> port.perform(action));
    assertThat(failure).isNotNull();
    return failure;
  }

  private static HostFact fact(List<Change> changes, String machine) {
    return changes.stream()
        .filter(HostSeen.class::isInstance)
        .map(c -> ((HostSeen) c).host())
        .filter(h -> h.nodeName().equals(machine))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private SshHostPort port(Duration pace) throws Exception {
    Entrance entrance =
        new Entrance(folder.resolve("home-" + System.nanoTime()))
            .has(ours)
            .knows(host, theirs.getPublic())
            .at("m1", host)
            .at("m2", "127.0.0.1:1");
    TreeMap<String, String> machines = new TreeMap<>();
    machines.put("m1", "10.255.255.1");
    machines.put("m2", "10.255.255.2");
    SshMachines ssh =
        new SshMachines(
            entrance.settings(),
            machines,
            entrance.surroundings(),
            InstantSource.system(),
            folder.resolve("root").toString());
    return new SshHostPort(ssh, new Small(), new NoBackups(), InstantSource.system(), pace);
  }

  /** Scripts that work on the folder. */
  private final class Small implements MachineScripts {
    @Override
    public Script observe() {
      return new Script(
          "observe",
          """
          if test -e %s/stopped; then kubelet=false; else kubelet=true; fi
          echo '{"kubelet": '$kubelet', "etcd": {"healthy": true}, "calicoLeft": 0, "flannelLeft": 0}'
          """
              .formatted(folder));
    }

    @Override
    public Script of(Task task) {
      return switch (task) {
        case STOP_KUBELET ->
            new Script("stop-kubelet", "echo stops >&2; touch %s/stopped".formatted(folder));
        case REMOVE_CALICO ->
            new Script(
                "remove-calico",
                "echo once >>%1$s/began; while ! test -e %1$s/go; do sleep 0.05; done"
                    .formatted(folder));
        default ->
            new Script(
                "leave-calico",
                "touch %s/stopped; echo '10-calico.conflist is not there' >&2; exit 10"
                    .formatted(folder));
      };
    }

    @Override
    public Script setControllerManager(boolean allocate, @Nullable Cidr range) {
      return new Script(
          "set-controller-manager", "echo %s %s >%s/flags".formatted(allocate, range, folder));
    }
  }

  private static final class NoBackups implements Backups {
    @Override
    public List<Change> take(TakeBackup action) {
      return look();
    }

    @Override
    public List<Change> look() {
      return List.of(new BackupsSeen(List.of()));
    }
  }
}
