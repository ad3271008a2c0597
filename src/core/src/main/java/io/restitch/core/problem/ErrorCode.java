package io.restitch.core.problem;

/** What went wrong; the type decides about retries, the exit status is what scripts see. */
public enum ErrorCode {
  BAD_USAGE(ErrorType.USER, 64),
  BAD_FILE(ErrorType.USER, 1),
  BAD_SETTING(ErrorType.USER, 1),
  NO_KUBECONFIG(ErrorType.ENVIRONMENT, 1),
  UNREACHABLE(ErrorType.ENVIRONMENT, 1),
  UNAUTHORIZED(ErrorType.ENVIRONMENT, 1),
  FORBIDDEN(ErrorType.ENVIRONMENT, 1),
  NOT_FOUND(ErrorType.ENVIRONMENT, 1),
  PROVIDER(ErrorType.ENVIRONMENT, 1),
  NO_CAPACITY(ErrorType.ENVIRONMENT, 1),
  LOCAL_DISK(ErrorType.ENVIRONMENT, 1),
  TRANSIENT(ErrorType.TRANSIENT, 1),
  CONFLICT(ErrorType.TRANSIENT, 1),
  BLOCKED(ErrorType.UNSAFE, 4),
  STALE_PLAN(ErrorType.UNSAFE, 5),
  LOCKED(ErrorType.UNSAFE, 5),
  LOST_LOCK(ErrorType.UNSAFE, 5),
  NEWER_RECORD(ErrorType.UNSAFE, 5),
  DECLINED(ErrorType.USER, 130),
  INTERNAL(ErrorType.INTERNAL, 1);

  private final ErrorType type;
  private final int exitStatus;

  ErrorCode(ErrorType type, int exitStatus) {
    this.type = type;
    this.exitStatus = exitStatus;
  }

  /** Whose turn it is. */
  public ErrorType type() {
    return type;
  }

  /** Exit status of a command that ends with this failure. */
  public int exitStatus() {
    return exitStatus;
  }
}
