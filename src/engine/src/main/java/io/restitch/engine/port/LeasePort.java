package io.restitch.engine.port;

import io.restitch.core.decision.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The lock that keeps a second restitch out. */
public interface LeasePort {

  /**
   * Takes the Lease, waiting for a dead holder's to run out. An interrupt ends the wait, and
   * nothing is taken.
   *
   * @param waiting is told once, for people, when it has to wait
   * @throws io.restitch.core.problem.RestitchException {@code LOCKED}, naming the holder, if a live
   *     one has it
   */
  Held acquire(String holder, Consumer<String> waiting);

  /**
   * Takes the Lease as {@link #acquire} does, until anybody else wants it: he takes it at once, and
   * the next renewal says {@code LOST_LOCK}. Before every effect it has to be renewed, since it may
   * be somebody else's at any time.
   */
  Held borrow(String holder, Consumer<String> waiting);

  /**
   * A Lease that is ours.
   *
   * @param holder who we said we are
   * @param fence how often the Lease has changed hands; larger than any before
   * @param renewedAt when we last renewed it, on our clock
   * @param duration how long it lasts from then
   */
  record Held(String holder, long fence, Instant renewedAt, Duration duration) {
    /** Whether it surely still is ours: with a margin of a third for clocks and calls. */
    public boolean surelyHeld(Instant now) {
      return now.isBefore(renewedAt.plus(duration.multipliedBy(2).dividedBy(3)));
    }
  }

  /**
   * Renews it, and says what is waited for, for people who look.
   *
   * @throws io.restitch.core.problem.RestitchException {@code LOST_LOCK} if it is no longer ours
   */
  Held renew(Held held, List<Wait> waits);

  /**
   * Who is at work.
   *
   * @param holder who he said he is
   * @param waits what he said he waits for, some seconds ago
   * @param borrowed whether he keeps the bridge's ranges fresh, and gives way to anybody else
   */
  record AtWork(String holder, List<Wait> waits, boolean borrowed) {
    public AtWork {
      waits = List.copyOf(waits);
    }
  }

  /**
   * Who is at work, for people: nobody if the Lease has run out by our clock, which may be wrong.
   *
   * @throws io.restitch.core.problem.RestitchException {@code FORBIDDEN} if it may not be read
   */
  Optional<AtWork> holder();

  /** Gives it back; quiet if it is no longer ours. */
  void release(Held held);
}
