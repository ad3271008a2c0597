package io.restitch.host.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what happens in other threads and processes. */
public final class Until {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

  private Until() {}

  /** Returns as soon as it is true; fails when it does not come true. */
  public static void until(String what, BooleanSupplier is) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!is.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time: " + what).isLessThan(deadline);
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }
}
