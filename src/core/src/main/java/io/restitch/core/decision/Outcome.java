package io.restitch.core.decision;

/** Whether a run goes on. */
public enum Outcome {
  /** There is more to do or to wait for. */
  CONTINUE,
  /** Every phase is true. */
  DONE,
  /** The phase it was to go to is true. */
  REACHED,
  /** The operator, or a decision that asks for him, paused it; nothing is in flight. */
  PAUSED,
  /** Something stands in the way; nothing was changed. */
  BLOCKED,
  /** Aborted: what is left is schedulable. */
  ABORTED,
  /** Rolled back to where it came from. */
  ROLLED_BACK
}
