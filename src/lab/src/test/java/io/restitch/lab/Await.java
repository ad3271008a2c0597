package io.restitch.lab;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions of the real world, never for time alone. */
final class Await {
  private static final Duration LOOK = Duration.ofMillis(50);

  private Await() {}

  /** Returns as soon as the condition holds; fails with what was seen when the limit is over. */
  static void until(Duration limit, String what, BooleanSupplier holds, Supplier<String> seen) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + limit + ": " + what + "; " + seen.get());
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
