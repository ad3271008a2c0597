package io.restitch.core.fact;

/**
 * A node's taint.
 *
 * @param key taint key
 * @param value taint value, may be empty
 * @param effect {@code NoSchedule}, {@code PreferNoSchedule} or {@code NoExecute}
 */
public record Taint(String key, String value, String effect) implements Comparable<Taint> {
  public static final String NO_SCHEDULE = "NoSchedule";
  public static final String PREFER_NO_SCHEDULE = "PreferNoSchedule";
  public static final String NO_EXECUTE = "NoExecute";

  /** Whether the scheduler keeps pods away that do not tolerate it. */
  public boolean hard() {
    return !effect.equals(PREFER_NO_SCHEDULE);
  }

  @Override
  public int compareTo(Taint o) {
    int byKey = key.compareTo(o.key);
    return byKey != 0 ? byKey : effect.compareTo(o.effect);
  }
}
