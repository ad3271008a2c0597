package io.restitch.cli.progress;

import io.restitch.core.action.Action;
import io.restitch.core.action.MachineAction;
import io.restitch.core.action.RecordAction;
import io.restitch.core.condition.Condition;
import io.restitch.core.decision.Outcome;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Intent;
import io.restitch.engine.event.Event;

/** Events in words. */
final class Words {
  private Words() {}

  /** Whether people need not hear of it: looks, and notes to ourselves. */
  static boolean dull(Action action) {
    return action instanceof MachineAction.LookAtMachines
        || action instanceof RecordAction.RecordCondition;
  }

  static String of(Condition c) {
    return switch (c.status()) {
      case STARTED -> "▶ " + c.phase();
      case TRUE -> "✔ " + c.phase() + ": " + c.summary();
      case ATTESTED -> "✔ " + c.phase() + " (attested): " + c.summary();
      case UNDONE -> "↩ " + c.phase() + ": " + c.summary();
    };
  }

  static String of(Wait wait) {
    return wait.subject() + ": " + wait.reason() + remedy(wait.remedy());
  }

  static String remedy(String remedy) {
    return remedy.isEmpty() ? "" : " → " + remedy;
  }

  static String of(Event.Tally t) {
    return "%d of %d slots done, workers %d blue %d green, %d pods moved%s"
        .formatted(
            t.slotsDone(),
            t.slots(),
            t.blueWorkers(),
            t.greenWorkers(),
            t.podsMoved(),
            t.putBack() == 0 ? "" : ", " + t.putBack() + " put back on blue");
  }

  static String of(Intent intent) {
    return switch (intent) {
      case RUN -> "going forward";
      case PAUSE -> "pausing";
      case ABORT -> "aborting: remaining nodes become schedulable";
      case ROLLBACK -> "rolling back: workloads return to Calico";
    };
  }

  static String of(Outcome outcome) {
    return switch (outcome) {
      case CONTINUE -> "stopped";
      case DONE -> "done";
      case REACHED -> "reached";
      case PAUSED -> "paused";
      case BLOCKED -> "blocked";
      case ABORTED -> "aborted";
      case ROLLED_BACK -> "rolled back";
    };
  }
}
