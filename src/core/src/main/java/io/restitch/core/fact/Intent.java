package io.restitch.core.fact;

/** What the operator wants; written to the record, so that a second shell can change it. */
public enum Intent {
  /** Go on to the end. */
  RUN,
  /** Start nothing new. */
  PAUSE,
  /** Leave a schedulable cluster where we are, and stop. */
  ABORT,
  /** Go back to where we came from, and stop. */
  ROLLBACK
}
