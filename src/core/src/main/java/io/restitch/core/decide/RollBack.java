package io.restitch.core.decide;

import io.restitch.core.action.RecordAction.RecordCondition;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.Condition.Status;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Outcome;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.phases.Phases;
import java.util.List;

/**
 * Backward, from the last phase that was started to the first. Attested phases are the operator's
 * to undo.
 *
 * <ol>
 *   <li>A phase that is true is recorded as merely started before the first of its effects is
 *       undone, so that whoever turns forward again does not take it for true.
 *   <li>It is recorded as undone when its effects are gone.
 * </ol>
 */
final class RollBack {
  private RollBack() {}

  static Course decide(View view) {
    if (view.started(PhaseName.CALICO_REMOVED)) {
      Step tooLate = Phases.of(PhaseName.CALICO_REMOVED).backward(view);
      return Course.over(Outcome.PAUSED, tooLate);
    }
    for (PhaseName name : List.of(PhaseName.values()).reversed()) {
      if (!view.started(name)) {
        continue;
      }
      Step step =
          view.attested(name)
              ? Step.done("attested; the operator's to undo")
              : Phases.of(name).backward(view);
      if (step.holds()) {
        return record(view, name, Status.UNDONE, "RolledBack", step.evidence());
      }
      return view.record().condition(name).filter(Condition::holds).isPresent()
          ? record(view, name, Status.STARTED, "RollingBack", "its effects are being undone")
          : Course.todo(step);
    }
    return Course.over(Outcome.ROLLED_BACK);
  }

  private static Course record(
      View view, PhaseName phase, Status status, String reason, String message) {
    Condition condition = new Condition(phase, status, reason, message, view.world().now());
    return Course.todo(Step.todo(message, List.of(new RecordCondition(condition)), List.of()));
  }
}
