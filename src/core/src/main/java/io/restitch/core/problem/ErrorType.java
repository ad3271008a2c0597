package io.restitch.core.problem;

/** Whose turn it is after a failure; decides the exit status and whether trying again can help. */
public enum ErrorType {
  /** Something the operator wrote or chose. */
  USER,
  /** Something around us: cluster, cloud, machine, permissions. */
  ENVIRONMENT,
  /** May pass by itself. */
  TRANSIENT,
  /** Going on would break a promise. */
  UNSAFE,
  /** A fault of restitch. */
  INTERNAL
}
