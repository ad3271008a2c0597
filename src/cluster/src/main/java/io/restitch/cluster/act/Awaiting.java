package io.restitch.cluster.act;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Looks again and again until something is so.
 *
 * @param pause between two looks
 * @param limit after which it is too late
 */
record Awaiting(Duration pause, Duration limit) {
  /**
   * Comes back when it is so.
   *
   * @param late what to throw if it is not in time
   * @throws RestitchException that one; {@code TRANSIENT} when interrupted
   */
  void until(BooleanSupplier so, Supplier<RestitchException> late) {
    long end = System.nanoTime() + limit.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() >= end) {
        throw late.get();
      }
      rest();
    }
  }

  private void rest() {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RestitchException(ErrorCode.TRANSIENT, "interrupted", "", e);
    }
  }
}
