package io.restitch.spi;

/** What to do with groups that would fight over machines. */
public enum GuardAction {
  /** Only look. */
  STATUS,
  /** Stop them from replacing, adding or removing members. */
  PAUSE,
  /** Put back exactly what pausing changed. */
  RESTORE
}
