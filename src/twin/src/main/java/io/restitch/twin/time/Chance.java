package io.restitch.twin.time;

import java.time.Duration;
import java.util.Random;

/**
 * Everything that chance decides, from one seed. Each purpose has a stream of its own, so that one
 * more draw here does not change what happens there.
 */
public final class Chance {
  private final Random random;

  /**
   * A stream.
   *
   * @param seed the seed of the whole story
   * @param purpose what it is for
   */
  public Chance(long seed, String purpose) {
    random = new Random(seed * 0x9E3779B97F4A7C15L ^ purpose.hashCode() * 0xC2B2AE3D27D4EB4FL);
  }

  /** Whether something of this probability, 0 to 1, happens. */
  public boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  /** A number from least to most, both included. */
  public int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  /** A while between two numbers of milliseconds, both included. */
  public Duration millis(int least, int most) {
    return Duration.ofMillis(between(least, most));
  }
}
