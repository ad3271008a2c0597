package io.restitch.host;

import io.restitch.core.action.HostAction;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Change.HostSeen;
import io.restitch.core.fact.HostFact;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.HostPort;
import io.restitch.host.task.Script;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Control-plane machines over SSH. Tasks run detached on them; each machine is looked at at a pace,
 * and at once after each task.
 */
public final class SshHostPort implements HostPort {
  private static final String BACKUPS = "backups";

  private final SshMachines ssh;
  private final Map<String, Looks> machines = new LinkedHashMap<>();
  private final MachineScripts scripts;
  private final Backups backups;
  private final Attention attention;
  private volatile @Nullable Watching watching;

  /**
   * @param ssh the control-plane machines; closed with this
   * @param scripts what runs on them
   * @param backups takes backups; closed with this
   * @param clock our clock, which the machines' are compared with
   * @param pace how often each machine is looked at
   */
  public SshHostPort(
      SshMachines ssh, MachineScripts scripts, Backups backups, InstantSource clock, Pace pace) {
    ssh.names().forEach(m -> machines.put(m, new Looks(m, ssh.tasks(), scripts::observe, clock)));
    this.ssh = ssh;
    this.scripts = scripts;
    this.backups = backups;
    this.attention = new Attention(pace);
  }

  @Override
  public List<Change> perform(HostAction action) {
    return switch (action) {
      case HostAction.TakeBackup a -> backups.take(a);
      case HostAction.SetControllerManager a ->
          run(a.node(), scripts.setControllerManager(a.allocate(), a.range()));
      case HostAction.RunTask a -> run(a.node(), scripts.of(a.task()));
    };
  }

  @Override
  public List<Change> look() {
    return List.copyOf(all().values());
  }

  @Override
  public Watch watch(Consumer<List<Change>> sink, Consumer<String> said) {
    Watching watch = new Watching(sink);
    ssh.tell(said);
    watch.begin(all());
    watching = watch;
    machines.forEach(
        (name, m) -> watch.keep(attention, trying("look at " + name, () -> look(m, watch))));
    watch.keep(
        attention,
        trying("look at backups", () -> backups.look().forEach(c -> watch.tell(BACKUPS, c))));
    return watch;
  }

  @Override
  public void guard(Runnable stillOurs) {
    ssh.guard(stillOurs);
  }

  @Override
  public void close() {
    Watching watch = watching;
    if (watch != null) {
      watch.close();
    }
    backups.close();
    ssh.close();
  }

  /** One look that goes wrong in a way that nobody thought of is told, and not the last one. */
  private Runnable trying(String what, Runnable look) {
    return () -> {
      try {
        look.run();
      } catch (RuntimeException e) {
        ssh.say("cannot " + what + ": " + e);
      }
    };
  }

  private List<Change> run(String machine, Script script) {
    Looks looks = machines.get(machine);
    if (looks == null) {
      throw new RestitchException(
          ErrorCode.NOT_FOUND,
          machine + " was no control plane of this cluster when this run began",
          "run restitch apply again: it looks at all that there are by then");
    }
    attention.draw();
    try {
      ssh.tasks().run(machine, script);
    } catch (RestitchException e) {
      look(looks, watching);
      throw e;
    }
    Watching watch = watching;
    HostFact seen = look(looks, watch);
    attention.draw();
    // A watch was told already; telling it here as well could overtake what it is told next.
    return watch == null || watch.closed() ? List.of(new HostSeen(seen)) : List.of();
  }

  private HostFact look(Looks looks, @Nullable Watching watch) {
    return looks.look(fact -> {
      if (fact.problem().isPresent() || !fact.etcd().healthy()) {
        attention.draw();
      }
      if (watch != null) {
        watch.tell(fact.nodeName(), new HostSeen(fact));
      }
    });
  }

  /** Everything as it is now: all machines are looked at together. */
  private Map<String, Change> all() {
    Watching watch = watching;
    Map<String, CompletableFuture<HostFact>> asked = new LinkedHashMap<>();
    Map<String, Change> seen = new LinkedHashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      machines.forEach((name, m) ->
          asked.put(name, CompletableFuture.supplyAsync(() -> look(m, watch), threads)));
      asked.forEach((name, fact) -> seen.put(name, new HostSeen(fact.join())));
    }
    backups.look().forEach(c -> seen.put(BACKUPS, c));
    return seen;
  }
}
