package io.restitch.core.fact;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;

/**
 * What pods ask for and nodes offer.
 *
 * @param cpuMillis thousandths of a core
 * @param memoryBytes bytes
 * @param pods number of pods
 * @param extended extended resources by name, such as {@code nvidia.com/gpu}
 */
public record Resources(long cpuMillis, long memoryBytes, long pods, Map<String, Long> extended) {
  /** Nothing. */
  public static final Resources NONE = new Resources(0, 0, 0, Map.of());

  public Resources {
    extended = extended.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(extended));
  }

  /** Both together. */
  public Resources plus(Resources o) {
    return combine(o, Math::addExact);
  }

  /** This without the other; may go below zero. */
  public Resources minus(Resources o) {
    return combine(o, Math::subtractExact);
  }

  /** The larger of each; what init containers and containers ask for together. */
  public Resources max(Resources o) {
    return combine(o, Math::max);
  }

  /** This and so many percent on top, rounded up. */
  public Resources plusPercent(int percent) {
    Map<String, Long> more = new TreeMap<>();
    extended.forEach((k, v) -> more.put(k, grow(v, percent)));
    return new Resources(
        grow(cpuMillis, percent), grow(memoryBytes, percent), grow(pods, percent), more);
  }

  /** Whether all of this fits into what the other offers. */
  public boolean fitsIn(Resources offer) {
    return cpuMillis <= offer.cpuMillis
        && memoryBytes <= offer.memoryBytes
        && pods <= offer.pods
        && extended.entrySet().stream()
            .allMatch(e -> e.getValue() <= offer.extended.getOrDefault(e.getKey(), 0L));
  }

  private Resources combine(Resources o, LongBinaryOperator f) {
    Map<String, Long> both = Map.of();
    if (!extended.isEmpty() || !o.extended.isEmpty()) {
      both = new TreeMap<>(extended);
      for (String name : o.extended.keySet()) {
        both.putIfAbsent(name, 0L);
      }
      both.replaceAll((name, mine) -> f.applyAsLong(mine, o.extended.getOrDefault(name, 0L)));
    }
    return new Resources(
        f.applyAsLong(cpuMillis, o.cpuMillis),
        f.applyAsLong(memoryBytes, o.memoryBytes),
        f.applyAsLong(pods, o.pods),
        both);
  }

  private static long grow(long value, int percent) {
    return value + Math.ceilDiv(Math.multiplyExact(value, (long) percent), 100L);
  }
}
