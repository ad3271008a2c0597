package io.restitch.cli.run;

import io.restitch.core.decision.Outcome;
import io.restitch.core.fact.Intent;
import io.restitch.core.problem.ErrorCode;

/** What the end of a run means to whoever asked for it: a run may be turned from another shell. */
final class Ending {
  private static final int PAUSED = 3;
  private static final int ABORTED = 130;

  private Ending() {}

  /** The exit status of a command that was to bring about this. */
  static int status(Outcome outcome, Intent asked) {
    return switch (outcome) {
      case CONTINUE, DONE, REACHED -> 0;
      case PAUSED -> PAUSED;
      case BLOCKED -> ErrorCode.BLOCKED.exitStatus();
      case ABORTED -> asked == Intent.ABORT ? 0 : ABORTED;
      case ROLLED_BACK -> asked == Intent.ROLLBACK ? 0 : ABORTED;
    };
  }
}
