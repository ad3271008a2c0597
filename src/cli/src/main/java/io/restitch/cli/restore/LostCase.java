package io.restitch.cli.restore;

import java.util.Locale;

/** What was lost. */
public enum LostCase {
  MEMBER_LOST,
  QUORUM_LOST,
  ALL_LOST,
  NODE_LOST;

  /** Its section in the runbook, and its word on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether it is about one machine. */
  public boolean ofOneMachine() {
    return this == MEMBER_LOST || this == NODE_LOST;
  }
}
