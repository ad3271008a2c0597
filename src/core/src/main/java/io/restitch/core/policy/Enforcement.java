package io.restitch.core.policy;

import java.util.List;

/**
 * Who enforces policies of a kind at one time on one side.
 *
 * @param by {@link #FELIX}, and DaemonSets as {@code namespace/name}; none: nobody
 * @param deleted whether there are no such policies any more
 */
public record Enforcement(List<String> by, boolean deleted) {
  /** Calico's agent. */
  public static final String FELIX = "Felix";

  public Enforcement {
    by = List.copyOf(by);
  }

  /** Whether nobody does. */
  public boolean missing() {
    return by.isEmpty();
  }

  /** In a few words. */
  public String text() {
    return deleted ? "deleted" : by.isEmpty() ? "nobody" : String.join(" + ", by);
  }
}
