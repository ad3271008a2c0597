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
 * Backward, from the last phase that was started to the first. Each is recorded as undone when its
 * effects are gone. Attested phases are the operator's to undo.
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
      if (!step.holds()) {
        return Course.todo(step);
      }
      Condition undone =
          new Condition(name, Status.UNDONE, "RolledBack", step.evidence(), view.world().now());
      return Course.todo(
          Step.todo(step.evidence(), List.of(new RecordCondition(undone)), List.of()));
    }
    return Course.over(Outcome.ROLLED_BACK);
  }
}
