package io.restitch.engine.loop;

import io.restitch.core.action.Action;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Decision;
import io.restitch.core.decision.Outcome;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Observed;
import io.restitch.core.plan.Plan;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.event.Event;
import io.restitch.engine.event.Events;
import io.restitch.engine.port.ClusterPort;
import io.restitch.engine.port.HostPort;
import io.restitch.engine.port.World;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A run against a real cluster.
 *
 * <ol>
 *   <li>The Lease is taken, and renewed as long as the run lasts.
 *   <li>The world is read once, then watched.
 *   <li>One thread sees, decides and keeps the books ({@link Pilot}); every action has a virtual
 *       thread of its own, a bounded number at a time.
 *   <li>Before every effect the Lease is verified; when it is lost, the run ends at once.
 * </ol>
 */
public final class LiveRun {
  /** Actions under way at a time: enough for wide waves, and no burden for an API server. */
  private static final int AT_A_TIME = 64;

  /**
   * Later than it wanted to wake by this much, the laptop slept, and so did every look at machines;
   * watches begin anew by themselves.
   */
  private static final Duration SLEPT = Duration.ofSeconds(30);

  private sealed interface Message {
    record Seen(List<Change> changes) implements Message {}

    record Done(Action action, List<Change> seen) implements Message {}

    record Failed(Action action, RestitchException problem) implements Message {}

    record Lost(RestitchException problem) implements Message {}

    record Said(String text) implements Message {}

    record Pause() implements Message {}

    record Stop() implements Message {}
  }

  private final World ports;
  private final Plan plan;
  private final @Nullable PhaseName until;
  private final Events events;
  private final InstantSource clock;
  private final Acquiring acquiring;
  private final Hands hands;
  private final LinkedBlockingQueue<Message> mailbox = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(AT_A_TIME);
  private boolean stopped;

  /**
   * @param ports the world; its record holds the plan already
   * @param plan the approved plan
   * @param until the phase after which to end; null for all
   * @param events where to tell what happens
   * @param clock wall time: it must go on while the machine sleeps
   * @param holder who we are, for the Lease
   */
  public LiveRun(
      World ports,
      Plan plan,
      @Nullable PhaseName until,
      Events events,
      InstantSource clock,
      String holder) {
    this.ports = ports;
    this.plan = plan;
    this.until = until;
    this.events = events;
    this.clock = clock;
    this.acquiring =
        new Acquiring(
            ports.lease(),
            clock,
            holder,
            text -> events.tell(new Event.Note(clock.instant(), text)));
    this.hands = new Hands(ports);
  }

  /** Finishes what is in flight, starts nothing new, and ends. Any thread may call it. */
  public void pause() {
    acquiring.giveUp();
    mailbox.add(new Message.Pause());
  }

  /** Ends at once, whatever is in flight. Any thread may call it. */
  public void stopNow() {
    acquiring.giveUp();
    mailbox.add(new Message.Stop());
  }

  /** Whether it waits for the Lease still. */
  public boolean waiting() {
    return acquiring.waiting();
  }

  /**
   * Runs to its end.
   *
   * @throws RestitchException {@code LOCKED} if another restitch is at work, {@code LOST_LOCK} if
   *     one took over, {@code DECLINED} if it was told to pause or stop before it had the Lease
   * @throws InterruptedException if the thread is interrupted; as {@link #stopNow}
   */
  public RunResult run() throws InterruptedException {
    try (Lock lock = acquiring.acquire();
        ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        workers.execute(() -> keep(lock));
        ports.host().guard(lock::verify);
        Pilot pilot = new Pilot(plan, until, Observed.nothing(clock.instant()), events);
        try (ClusterPort.Watch watch = ports.cluster().watch(this::seen);
            HostPort.Watch hosts =
                ports.host().watch(this::seen, text -> mailbox.add(new Message.Said(text)))) {
          return fly(pilot, lock, workers, List.of(watch::close, hosts::close));
        }
      } finally {
        workers.shutdownNow();
      }
    }
  }

  private void seen(List<Change> changes) {
    mailbox.add(new Message.Seen(changes));
  }

  private RunResult fly(Pilot pilot, Lock lock, ExecutorService workers, List<Runnable> watches)
      throws InterruptedException {
    List<Message> first = new ArrayList<>();
    mailbox.drainTo(first);
    first.forEach(m -> take(pilot, lock, m));
    lookAtMachines(pilot).ifPresent(m -> take(pilot, lock, m));
    pilot.begin(clock.instant(), lock.fence());
    while (true) {
      Decision decision = pilot.next(clock.instant());
      lock.waits(decision.waits());
      decision.actions().forEach(action -> workers.execute(() -> carryOut(action, lock)));
      if (stopped || decision.outcome() != Outcome.CONTINUE) {
        watches.forEach(Runnable::run);
        return end(pilot, decision);
      }
      Instant wakeAt = decision.wakeAt().orElse(clock.instant().plusSeconds(1));
      awaitMessages(wakeAt).forEach(m -> take(pilot, lock, m));
      if (clock.instant().isAfter(wakeAt.plus(SLEPT))) {
        take(pilot, lock, new Message.Seen(ports.host().look()));
      }
    }
  }

  /**
   * Else it would begin by telling that nothing is done. That it fails is told when it is needed.
   */
  private Optional<Message> lookAtMachines(Pilot pilot) {
    try {
      return pilot.firstLook().map(look -> new Message.Seen(hands.perform(look)));
    } catch (RestitchException e) {
      return Optional.empty();
    }
  }

  private List<Message> awaitMessages(Instant wakeAt) throws InterruptedException {
    List<Message> messages = new ArrayList<>();
    long millis = Math.max(1, Duration.between(clock.instant(), wakeAt).toMillis());
    Message first = mailbox.poll(millis, TimeUnit.MILLISECONDS);
    if (first != null) {
      messages.add(first);
      mailbox.drainTo(messages);
    }
    return messages;
  }

  private void take(Pilot pilot, Lock lock, Message message) {
    Instant now = clock.instant();
    switch (message) {
      case Message.Seen seen -> pilot.see(now, Fenced.under(lock.fence(), seen.changes()));
      case Message.Done done ->
          pilot.done(now, done.action(), Fenced.under(lock.fence(), done.seen()));
      case Message.Failed failed -> pilot.failed(now, failed.action(), failed.problem());
      case Message.Lost lost -> throw lost.problem();
      case Message.Said said -> events.tell(new Event.Note(now, said.text()));
      case Message.Pause() -> pilot.pause();
      case Message.Stop() -> stopped = true;
    }
  }

  private void carryOut(Action action, Lock lock) {
    try {
      room.acquire();
      try {
        lock.verify();
        mailbox.add(new Message.Done(action, hands.perform(action)));
      } finally {
        room.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RestitchException e) {
      mailbox.add(ends(e) ? new Message.Lost(e) : new Message.Failed(action, e));
    } catch (RuntimeException | LinkageError | AssertionError e) {
      mailbox.add(
          new Message.Failed(
              action,
              new RestitchException(
                  ErrorCode.INTERNAL,
                  "a fault of restitch: " + e,
                  "please report it, with the event log",
                  e)));
    }
  }

  /** Whether it is no longer ours to go on, whatever the action was. */
  private static boolean ends(RestitchException e) {
    return e.code() == ErrorCode.LOST_LOCK || e.code() == ErrorCode.NEWER_RECORD;
  }

  private void keep(Lock lock) {
    Semaphore never = new Semaphore(0);
    try {
      while (!never.tryAcquire(lock.pace().toMillis(), TimeUnit.MILLISECONDS)) {
        lock.renew();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RestitchException e) {
      mailbox.add(new Message.Lost(e));
    }
  }

  private RunResult end(Pilot pilot, Decision decision) {
    List<String> halfDone = pilot.halfDone();
    Outcome outcome = stopped ? Outcome.PAUSED : decision.outcome();
    String why = stopped ? "stopped at once" : decision.reasons();
    return pilot.end(clock.instant(), outcome, why, halfDone);
  }
}
