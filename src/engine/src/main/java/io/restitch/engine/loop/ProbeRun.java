package io.restitch.engine.loop;

import io.restitch.core.action.Action;
import io.restitch.core.action.FabricAction;
import io.restitch.core.action.FabricAction.RemoveProbes;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Observed;
import io.restitch.core.phase.Step;
import io.restitch.core.plan.Settings;
import io.restitch.core.probing.Probing;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.core.verdict.Verdict;
import io.restitch.engine.port.ClusterPort;
import io.restitch.engine.port.FabricPort;
import io.restitch.engine.port.LeasePort;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Probes the network without a migration: under the Lease, so that nobody begins one meanwhile.
 * Probes are ended however it ends.
 */
public final class ProbeRun {
  private final ClusterPort cluster;
  private final FabricPort fabric;
  private final Acquiring acquiring;
  private final InstantSource clock;
  private final Consumer<String> told;
  private final News seen = new News();

  /**
   * @param holder who we are, for the Lease
   * @param told is told, for people, what is waited for
   */
  public ProbeRun(
      ClusterPort cluster,
      FabricPort fabric,
      LeasePort lease,
      InstantSource clock,
      String holder,
      Consumer<String> told) {
    this.cluster = cluster;
    this.fabric = fabric;
    this.clock = clock;
    this.told = told;
    this.acquiring = new Acquiring(lease, clock, holder, told);
  }

  /**
   * Probes, and says what follows.
   *
   * @param limit how long probes may take to speak
   * @throws RestitchException {@code LOCKED} if another restitch is at work, {@code TRANSIENT} if
   *     not all probes speak in time, naming them
   * @throws InterruptedException if the thread is interrupted; probes are ended even then
   */
  public List<Verdict> run(Settings settings, Duration limit) throws InterruptedException {
    try (Lock lock = acquiring.acquire();
        ClusterPort.Watch watch = cluster.watch(seen)) {
      try {
        return look(settings, lock, clock.instant().plus(limit));
      } finally {
        boolean interrupted = Thread.interrupted();
        fabric.perform(new RemoveProbes());
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        watch.close();
      }
    }
  }

  private List<Verdict> look(Settings settings, Lock lock, Instant end)
      throws InterruptedException {
    Observed world = Observed.nothing(clock.instant());
    List<? extends Action> asked = List.of();
    String shown = "";
    Instant renewal = clock.instant().plus(lock.pace());
    while (true) {
      world = world.at(clock.instant()).foldAll(seen.take());
      if (world.fabrics().bridge().installed()) {
        throw new RestitchException(
            ErrorCode.BLOCKED,
            "the bridge stands already, and uses what probes would",
            "its agents say whether nodes answer: restitch status");
      }
      Probing now = Probing.look(world, settings, seed(world));
      if (now.step().holds()) {
        return now.verdicts();
      }
      if (!clock.instant().isBefore(end)) {
        throw late(now.step());
      }
      if (!now.step().actions().equals(asked)) {
        asked = now.step().actions();
        perform(now.step().actions(), lock);
      }
      String waits = shown(now);
      if (!waits.equals(shown)) {
        shown = waits;
        told.accept(waits);
      }
      if (!clock.instant().isBefore(renewal)) {
        lock.renew();
        renewal = clock.instant().plus(lock.pace());
      }
    }
  }

  private static long seed(Observed world) {
    return world.cluster().map(c -> c.id().hashCode()).orElse(0);
  }

  private void perform(List<Action> actions, Lock lock) {
    for (Action action : actions) {
      if (action instanceof FabricAction a) {
        lock.verify();
        told.accept(a.describe());
        fabric.perform(a);
      }
    }
  }

  private static String shown(Probing now) {
    List<Wait> waits = now.step().waits();
    return waits.isEmpty()
        ? now.step().evidence()
        : waits.size() > 3
            ? "waiting for the probes of %d nodes".formatted(waits.size())
            : waits.stream()
                .map(w -> w.subject() + ": " + w.reason())
                .collect(Collectors.joining("; "));
  }

  private static RestitchException late(Step step) {
    List<Wait> waits = step.waits();
    return new RestitchException(
        ErrorCode.TRANSIENT,
        "not all probes came to an end in time: "
            + (waits.isEmpty()
                ? step.evidence()
                : waits.stream()
                    .limit(5)
                    .map(w -> w.subject() + ": " + w.reason())
                    .collect(Collectors.joining("; ")))
            + (waits.size() > 5 ? "; and %d more".formatted(waits.size() - 5) : ""),
        "see why with kubectl -n restitch-system get pods,events while it runs; --timeout gives them"
            + " longer");
  }
}
