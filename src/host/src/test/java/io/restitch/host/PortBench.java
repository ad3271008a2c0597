package io.restitch.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.restitch.core.action.HostAction;
import io.restitch.core.action.HostAction.TakeBackup;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Change.BackupsSeen;
import io.restitch.core.fact.Change.HostSeen;
import io.restitch.core.fact.HostFact;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.HostPort.Watch;
import io.restitch.host.testing.Entrance;
import io.restitch.host.testing.Keys;
import io.restitch.host.testing.LocalShell;
import io.restitch.host.testing.SshHost;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine m1 is a folder here, see {@link FolderScripts}; m2 refuses connections. */
@Timeout(120)
abstract class PortBench {
  static final Duration OFTEN = Duration.ofMillis(50);
  static final Duration HARDLY_EVER = Duration.ofHours(1);

  @TempDir Path folder;
  final List<Change> seen = new CopyOnWriteArrayList<>();
  final List<String> said = new CopyOnWriteArrayList<>();
  SshHost host;
  SshHostPort port;
  private final KeyPair ours = Keys.make("Ed25519");
  private final KeyPair theirs = Keys.make("Ed25519");

  @BeforeEach
  void open() throws Exception {
    host = new SshHost(folder.resolve("bin"), theirs).lets("ops", ours);
    port = another(HARDLY_EVER);
  }

  @AfterEach
  void close() throws IOException {
    port.close();
    host.close();
    LocalShell.untilIdle(folder.resolve("root"));
  }

  void lookEvery(Duration pace) throws Exception {
    port.close();
    port = another(pace);
  }

  Watch watch() {
    return port.watch(seen::addAll, said::add);
  }

  RestitchException failure(HostAction action) {
    RestitchException failure =
        catchThrowableOfType(RestitchException.class, () -> port.perform(action));
    assertThat(failure).isNotNull();
    return failure;
  }

  static HostFact fact(List<Change> changes, String machine) {
    return changes.stream()
        .filter(HostSeen.class::isInstance)
        .map(c -> ((HostSeen) c).host())
        .filter(h -> h.nodeName().equals(machine))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  /** The same machines, seen by another process. */
  SshHostPort another(Duration pace) throws Exception {
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
    return new SshHostPort(
        ssh, new FolderScripts(folder), new NoBackups(), InstantSource.system(), Pace.even(pace));
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
