package io.restitch.host.task;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;

/** What a script's exit status means; the contract is in docs/host-tasks.md. */
final class Failures {
  private static final int NOT_AS_IT_SHOULD_BE = 10;
  private static final int NOT_NOW = 11;
  private static final int TOOL_MISSING = 12;

  /** Of timeout(1). */
  private static final int OUT_OF_TIME = 124;

  /** By SIGKILL, as the shell tells it. */
  private static final int KILLED = 137;

  private Failures() {}

  /**
   * @param last its last line for people, which names the thing and the way out
   * @param more where to read more; may be empty
   */
  static RestitchException of(String machine, String task, int status, String last, String more) {
    String why = last.isEmpty() ? "it ended with status " + status : last;
    String what = task + " on " + machine + ": ";
    return switch (status) {
      case NOT_AS_IT_SHOULD_BE -> new RestitchException(ErrorCode.BLOCKED, what + why, more);
      case NOT_NOW -> new RestitchException(ErrorCode.TRANSIENT, what + why, more);
      case TOOL_MISSING -> new RestitchException(ErrorCode.BLOCKED, what + why, more);
      case OUT_OF_TIME ->
          new RestitchException(
              ErrorCode.TRANSIENT,
              what + "it was ended, for it took longer than hosts.taskTimeout" + after(last),
              "raise hosts.taskTimeout, or look what it waits for; " + more);
      case KILLED ->
          new RestitchException(
              ErrorCode.TRANSIENT,
              what
                  + "it was killed, by the machine (out of memory?) or at its time limit"
                  + after(last),
              more);
      default -> new RestitchException(ErrorCode.TRANSIENT, what + why, more);
    };
  }

  private static String after(String last) {
    return last.isEmpty() ? "" : "; its last words: " + last;
  }
}
