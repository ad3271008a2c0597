package io.restitch.engine.loop;

import io.restitch.core.decision.Wait;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.ErrorType;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.LeasePort;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * The Lease, verified before every effect. A laptop that slept finds that its Lease may be somebody
 * else's by now, and asks before it does anything.
 */
final class Lock implements AutoCloseable {
  private final LeasePort port;
  private final InstantSource clock;
  private LeasePort.Held held;
  private volatile List<Wait> waits = List.of();

  Lock(LeasePort port, InstantSource clock, LeasePort.Held held) {
    this.port = port;
    this.clock = clock;
    this.held = held;
  }

  /** What is waited for now; it is told with the next renewal. */
  void waits(List<Wait> now) {
    waits = now;
  }

  synchronized long fence() {
    return held.fence();
  }

  /** How long to wait before the next renewal. */
  synchronized Duration pace() {
    return held.duration().dividedBy(3);
  }

  /**
   * Makes sure that it is still ours.
   *
   * @throws RestitchException {@code LOST_LOCK} if it is not, or that cannot be found out
   */
  synchronized void verify() {
    if (!held.surelyHeld(clock.instant())) {
      try {
        held = port.renew(held, waits);
      } catch (RestitchException e) {
        throw e.code() == ErrorCode.LOST_LOCK ? e : lost(e);
      }
    }
  }

  /**
   * Makes sure that it is still ours at this moment; for one that is borrowed.
   *
   * @throws RestitchException {@code LOST_LOCK} if it is not; another if that is not known
   */
  synchronized void ask() {
    held = port.renew(held, waits);
  }

  /** Renews it; a passing failure is left to {@link #verify}. */
  synchronized void renew() {
    try {
      held = port.renew(held, waits);
    } catch (RestitchException e) {
      if (e.code().type() == ErrorType.UNSAFE) {
        throw e;
      }
    }
  }

  /** Gives it back, if that can be done. */
  @Override
  public synchronized void close() {
    try {
      port.release(held);
    } catch (RestitchException e) {
      // It runs out by itself, and how the run ended matters more.
    }
  }

  private static RestitchException lost(RestitchException cause) {
    return new RestitchException(
        ErrorCode.LOST_LOCK,
        "the Lease could not be renewed in time: " + cause.getMessage(),
        "make sure that no other restitch is at work, then run restitch apply again",
        cause);
  }
}
