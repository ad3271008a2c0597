package io.restitch.engine.loop;

import io.restitch.core.action.FabricAction.SetBridgeMap;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.decision.InFlight;
import io.restitch.core.fact.Observed;
import io.restitch.core.phase.View;
import io.restitch.core.phases.Bridged;
import io.restitch.core.plan.Plan;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.ClusterPort;
import io.restitch.engine.port.FabricPort;
import io.restitch.engine.port.LeasePort;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells the bridge's agents of nodes and ranges as they come and go while nobody carries the plan
 * out, and does nothing else.
 *
 * <ol>
 *   <li>The Lease is borrowed: whoever carries the plan out takes it at once, and tells them
 *       himself. Nobody can while another restitch is at work, which does the same already.
 *   <li>The world is watched; whenever the agents' map is no longer what it should be, the Lease is
 *       asked for, and they are told. Two maps of one generation are never told, whoever holds it.
 *   <li>Machines are not looked at, so that those of ours stay in the map until somebody does.
 *   <li>It ends when it is asked to, when somebody takes the Lease, or with the bridge.
 * </ol>
 */
public final class RangeWatch {
  private final ClusterPort cluster;
  private final FabricPort fabric;
  private final Acquiring acquiring;
  private final InstantSource clock;
  private final Consumer<String> told;
  private final Rests rests = new Rests();
  private final News seen = new News();
  private Instant notBefore = Instant.MIN;
  private int failures;
  private volatile boolean ending;

  /**
   * @param holder who we are, for the Lease
   * @param told is told, for people, what is waited for and what failed
   */
  public RangeWatch(
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

  /** Ends it in good order. Any thread may call it. */
  public void end() {
    ending = true;
    acquiring.giveUp();
    seen.wake();
  }

  /**
   * Watches until it ends.
   *
   * @param plan the approved plan
   * @param shown is given the world with each map that the agents are told, the first one too
   * @return why it ended, for people; nothing if it was asked to
   * @throws RestitchException {@code LOCKED} if another restitch is at work, {@code DECLINED} if it
   *     was asked to end before it had the Lease
   */
  public Optional<String> run(Plan plan, Consumer<Observed> shown) throws InterruptedException {
    try (Lock lock = acquiring.borrow();
        ClusterPort.Watch watch = cluster.watch(seen)) {
      Optional<String> why = watch(plan, lock, shown);
      watch.close();
      return why;
    } catch (RestitchException e) {
      if (e.code() != ErrorCode.LOST_LOCK) {
        throw e;
      }
      return Optional.of(e.getMessage());
    }
  }

  private Optional<String> watch(Plan plan, Lock lock, Consumer<Observed> shown)
      throws InterruptedException {
    Observed world = Observed.nothing(clock.instant());
    long known = -1;
    Instant renewal = clock.instant().plus(lock.pace());
    while (!ending) {
      world = world.at(clock.instant()).foldAll(seen.take());
      if (world.record().isPresent()) {
        View view = new View(world, plan, world.record().get(), InFlight.NOTHING);
        if (!Bridged.stands(view)) {
          return Optional.of("there is no bridge any more");
        }
        BridgeMap map = world.fabrics().bridge().map();
        if (map.generation() != known) {
          known = map.generation();
          shown.accept(world);
        }
        refresh(view, lock);
      }
      if (!clock.instant().isBefore(renewal)) {
        lock.renew();
        renewal = clock.instant().plus(lock.pace());
      }
    }
    return Optional.empty();
  }

  private void refresh(View view, Lock lock) {
    Instant now = clock.instant();
    List<SetBridgeMap> wanted = Bridged.refresh(view);
    rests.keepOnly(List.copyOf(wanted));
    for (SetBridgeMap action : wanted) {
      if (!rests.rests(now, action) && !now.isBefore(notBefore)) {
        tell(action, lock);
      }
    }
  }

  private void tell(SetBridgeMap action, Lock lock) {
    try {
      lock.ask();
      fabric.perform(action);
      rests.ended(clock.instant(), action);
      failures = 0;
    } catch (RestitchException e) {
      if (e.code() == ErrorCode.LOST_LOCK) {
        throw e;
      }
      failures++;
      notBefore = clock.instant().plus(Backoff.after(action, e, failures));
      told.accept(
          "%s: %s%s"
              .formatted(
                  action.describe(),
                  e.getMessage(),
                  e.remedy().isEmpty() ? "" : " → " + e.remedy()));
    }
  }
}
