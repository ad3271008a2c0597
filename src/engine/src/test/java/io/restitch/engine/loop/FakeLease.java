package io.restitch.engine.loop;

import io.restitch.core.decision.Wait;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.LeasePort;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A Lease that somebody else may take, and that tells what it was asked. */
final class FakeLease implements LeasePort {
  private final List<String> log;
  private final Supplier<InstantSource> clock;
  private @Nullable RestitchException problem;
  private @Nullable RestitchException refusal;

  FakeLease(List<String> log, Supplier<InstantSource> clock) {
    this.log = log;
    this.clock = clock;
  }

  /** From now on it is another's. */
  synchronized void takenBy(String other) {
    failWith(
        new RestitchException(
            ErrorCode.LOST_LOCK,
            "the lease is now held by " + other,
            "run restitch apply again; it goes on where the migration stands"));
  }

  /** Whoever wants it does not get it. */
  synchronized void refuse(RestitchException why) {
    refusal = why;
  }

  /** From now on it cannot be renewed. */
  synchronized void failWith(RestitchException why) {
    problem = why;
  }

  @Override
  public synchronized Held acquire(String holder, Consumer<String> waiting) {
    log.add("acquire");
    return held(holder);
  }

  @Override
  public synchronized Held borrow(String holder, Consumer<String> waiting) {
    RestitchException refused = refusal;
    if (refused != null) {
      throw refused;
    }
    log.add("borrow");
    return held(holder);
  }

  @Override
  public synchronized Held renew(Held held, List<Wait> waits) {
    log.add("renew");
    failIfTold();
    return held(held.holder());
  }

  @Override
  public Optional<AtWork> holder() {
    return Optional.empty();
  }

  @Override
  public synchronized void release(Held held) {
    failIfTold();
    log.add("release");
  }

  private void failIfTold() {
    RestitchException e = problem;
    if (e != null) {
      throw e;
    }
  }

  private Held held(String holder) {
    return new Held(holder, 7, clock.get().instant(), Duration.ofSeconds(30));
  }
}
