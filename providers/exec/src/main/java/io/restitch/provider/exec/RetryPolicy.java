package io.restitch.provider.exec;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * How often and after which waits a call is repeated.
 *
 * @param attempts the most times a call is made, 1 for never again
 * @param first wait before the second attempt; doubles from there
 * @param longest no wait of ours is longer; one that the provider asks for may be
 * @param total the most time that may pass, from the first attempt on, before another one begins
 * @param random 0 (inclusive) to 1 (exclusive): waits are cut by up to half of themselves
 * @param sleeper how to wait
 */
public record RetryPolicy(
    int attempts,
    Duration first,
    Duration longest,
    Duration total,
    DoubleSupplier random,
    Sleeper sleeper) {

  /** Three attempts, all begun within half a minute. */
  public static RetryPolicy standard() {
    return new RetryPolicy(
        3,
        Duration.ofMillis(500),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        () -> ThreadLocalRandom.current().nextDouble(),
        Thread::sleep);
  }

  /** One attempt. */
  public static RetryPolicy never() {
    return new RetryPolicy(
        1, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ZERO, () -> 0, time -> {});
  }

  /** The wait after this many failed attempts, jittered. */
  Duration backoff(int failed) {
    double doubled = first.toMillis() * Math.pow(2, failed - 1);
    double capped = Math.min(doubled, longest.toMillis());
    return Duration.ofMillis(Math.round(capped * (1 - random.getAsDouble() / 2)));
  }
}
