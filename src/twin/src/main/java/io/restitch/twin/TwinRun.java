package io.restitch.twin;

import io.restitch.core.action.Action;
import io.restitch.core.action.MachineAction.LookAtMachines;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Decision;
import io.restitch.core.decision.Outcome;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Observed;
import io.restitch.core.plan.Plan;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.event.Event;
import io.restitch.engine.event.Events;
import io.restitch.engine.loop.Fenced;
import io.restitch.engine.loop.Hands;
import io.restitch.engine.loop.Pilot;
import io.restitch.engine.loop.RunResult;
import io.restitch.engine.port.ClusterPort;
import io.restitch.engine.port.LeasePort;
import io.restitch.twin.promise.Promises;
import io.restitch.twin.promise.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A run of restitch against the twin, in virtual time: the same pilot as in a live run, but one
 * thread and no clock. Requests take time to arrive, and answers to come back; what is watched
 * arrives late. Promises are held against every effect and every change.
 *
 * <p>A run can be killed at any instant: what was on its way arrives or not, its answers reach
 * nobody, and another run starts with empty hands.
 */
public final class TwinRun {
  private static final Duration TOGETHER = Duration.ofMillis(20);

  /** A run that started nothing for so long waits for a person. */
  private static final Duration IDLE = Duration.ofHours(6);

  private final Twin twin;
  private final Plan plan;
  private final @Nullable PhaseName until;
  private final Events events;
  private final Faults faults;
  private final Hands hands;
  private final Promises promises;
  private final List<Change> inbox = new ArrayList<>();
  private @Nullable Life life;
  private int lives;
  private @Nullable RunResult result;
  private List<Wait> lastWaits = List.of();
  private Instant lastStarted;

  /** One process, from its start to its end or until it is killed. */
  private record Life(
      int number, Pilot pilot, LeasePort.Held lease, ClusterPort.Watch watch, Delivery delivery) {}

  /** What this process is going to be woken by. */
  private static final class Delivery {
    private boolean due;
    private boolean thinks;
    private @Nullable Instant wakeAt;
  }

  /**
   * A run; the record holds the plan already.
   *
   * @param until the phase after which to end; null for all
   * @param events where to tell what happens
   * @param faults what goes wrong
   */
  public TwinRun(Twin twin, Plan plan, @Nullable PhaseName until, Events events, Faults faults) {
    this.twin = twin;
    this.plan = plan;
    this.until = until;
    this.events = events;
    this.faults = faults;
    this.lastStarted = twin.agenda().now();
    this.hands = new Hands(twin.ports());
    this.promises = new Promises(() -> new Scene(twin.truth().world(), twin.cloud().live(), plan));
  }

  /**
   * Runs to its end.
   *
   * @param limit virtual time after which it counts as stuck
   * @throws IllegalStateException if it is stuck, naming what it waits for
   */
  public RunResult run(Duration limit) {
    Instant end = twin.agenda().now().plus(limit);
    twin.truth().watch(change -> promises.afterEvent());
    promises.afterEvent();
    start();
    while (result == null) {
      twin.agenda().step();
      Instant now = twin.agenda().now();
      if (now.isAfter(end) || now.isAfter(lastStarted.plus(IDLE))) {
        throw new IllegalStateException(
            "stuck at "
                + now
                + ", waiting for "
                + lastWaits.stream()
                    .map(w -> w.key() + ": " + w.reason())
                    .collect(Collectors.joining("; ")));
      }
    }
    return result;
  }

  private void start() {
    Instant now = twin.agenda().now();
    LeasePort.Held lease = twin.ports().lease().acquire("restitch-" + ++lives, text -> {});
    Pilot pilot = new Pilot(plan, until, Observed.nothing(now), events);
    Delivery delivery = new Delivery();
    inbox.clear();
    int number = lives;
    ClusterPort.Watch watch = twin.ports().cluster().watch(seen -> receive(number, seen));
    Life started = new Life(number, pilot, lease, watch, delivery);
    life = started;
    pilot.see(now, Fenced.under(lease.fence(), List.copyOf(inbox)));
    inbox.clear();
    pilot.begin(now, lease.fence());
    think(started);
  }

  private void receive(int number, List<Change> seen) {
    inbox.addAll(seen);
    Life now = life;
    if (now != null && now.number() == number && !now.delivery().due) {
      now.delivery().due = true;
      twin.agenda().in(faults.watchDelay(), () -> deliver(now));
    }
  }

  private void deliver(Life of) {
    if (of.equals(life) && of.delivery().due) {
      readInbox(of);
      thinkSoon(of);
    }
  }

  /** What arrives together is thought about together. */
  private void thinkSoon(Life of) {
    if (!of.delivery().thinks) {
      of.delivery().thinks = true;
      twin.agenda()
          .in(
              TOGETHER,
              () -> {
                if (of.equals(life)) {
                  think(of);
                }
              });
    }
  }

  private void readInbox(Life of) {
    of.delivery().due = false;
    List<Change> seen = Fenced.under(of.lease().fence(), List.copyOf(inbox));
    inbox.clear();
    of.pilot().see(twin.agenda().now(), seen);
  }

  private void think(Life of) {
    of.delivery().thinks = false;
    Instant now = twin.agenda().now();
    Decision decision = of.pilot().next(now);
    lastWaits = decision.waits();
    for (Action action : decision.actions()) {
      lastStarted = action instanceof LookAtMachines ? lastStarted : now;
      twin.agenda().in(faults.onItsWay(action), () -> arrive(of, action));
    }
    if (decision.outcome() != Outcome.CONTINUE) {
      end(of, decision);
    } else if (faults.kills()) {
      kill(of);
    } else {
      decision.wakeAt().ifPresent(at -> wake(of, at));
    }
  }

  private void wake(Life of, Instant at) {
    Instant known = of.delivery().wakeAt;
    if (known == null || known.isAfter(at)) {
      of.delivery().wakeAt = at;
      twin.agenda()
          .in(
              Duration.between(twin.agenda().now(), at),
              () -> {
                if (of.equals(life) && at.equals(of.delivery().wakeAt)) {
                  of.delivery().wakeAt = null;
                  think(of);
                }
              });
    }
  }

  /** A request reaches whoever it is for, even if who sent it is dead by now. */
  private void arrive(Life of, Action action) {
    boolean dead = !of.equals(life);
    if (dead && faults.lostWithItsSender()) {
      return;
    }
    RestitchException problem = faults.refusal(action);
    List<Change> seen = List.of();
    if (problem == null) {
      promises.beforeEffect(action);
      try {
        seen = hands.perform(action);
      } catch (RestitchException e) {
        problem = e;
      }
      faults.took(action, twin);
      if (problem == null && faults.losesReply(action)) {
        problem = new RestitchException(ErrorCode.TRANSIENT, "the reply was lost", "");
      }
    }
    answer(of, action, seen, problem);
  }

  /** What an answer shows of things that are watched comes through the watch, in order. */
  private void answer(
      Life of, Action action, List<Change> seen, @Nullable RestitchException problem) {
    twin.agenda()
        .in(
            faults.onItsWayBack(action),
            () -> {
              if (of.equals(life)) {
                readInbox(of);
                if (problem == null) {
                  of.pilot().done(twin.agenda().now(), action, unwatched(seen));
                } else {
                  of.pilot().failed(twin.agenda().now(), action, problem);
                }
                thinkSoon(of);
              }
            });
  }

  private void kill(Life of) {
    of.watch().close();
    life = null;
    inbox.clear();
    events.tell(new Event.Note(twin.agenda().now(), "restitch is killed"));
    twin.agenda().in(faults.untilRestart(), this::start);
  }

  private void end(Life of, Decision decision) {
    of.watch().close();
    life = null;
    twin.ports().lease().release(of.lease());
    result = of.pilot().end(twin.agenda().now(), decision.outcome(), decision.reasons(), List.of());
  }

  private static List<Change> unwatched(List<Change> seen) {
    return seen.stream()
        .filter(c ->
            c instanceof Change.MachinesSeen
                || c instanceof Change.MachineSeen
                || c instanceof Change.MachineLeaving
                || c instanceof Change.KubeletSeen
                || c instanceof Change.CalicoListed
                || c instanceof Change.CalicoObjectGone)
        .toList();
  }
}
