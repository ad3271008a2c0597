package io.restitch.core.plan;

import java.util.Locale;

/**
 * Which way a migration moves. A rollback swaps the roles of the two pod networks, nothing else.
 */
public enum Direction {
  /** From Calico to Flannel. */
  FORWARD,
  /** Back to Calico. */
  BACKWARD;

  /** Its name in tags and keys: {@code forward} or {@code backward}. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
