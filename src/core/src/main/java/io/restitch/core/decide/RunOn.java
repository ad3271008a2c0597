package io.restitch.core.decide;

import io.restitch.core.action.Action;
import io.restitch.core.action.RecordAction.RecordCondition;
import io.restitch.core.action.RecordAction.RecordIntent;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.Condition.Status;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.controlplane.Conversions;
import io.restitch.core.decision.Outcome;
import io.restitch.core.fact.Intent;
import io.restitch.core.phase.Kept;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.phases.Phases;
import io.restitch.core.plan.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Forward, phase by phase.
 *
 * <ol>
 *   <li>A control plane in change is brought to its end before anything else is looked at: its
 *       kubelet stands still, and what must stay true elsewhere may wait for it.
 *   <li>A phase that holds, and need not be watched any more, is passed over.
 *   <li>A phase that has to stay true and no longer is comes first again.
 *   <li>A phase that the operator attests is recorded as attested, never as seen.
 *   <li>A phase whose gate is shut is not started; the others are recorded as started before their
 *       first effect.
 *   <li>A phase that is true is recorded as true, with its evidence, before the next one starts.
 * </ol>
 */
final class RunOn {
  private RunOn() {}

  static Course decide(View view) {
    Optional<Step> conversion = Conversions.finish(view, Direction.FORWARD);
    if (conversion.isPresent()) {
      return Course.todo(conversion.get());
    }
    for (Phase phase : Phases.ALL) {
      PhaseName name = phase.name();
      Optional<Condition> condition = view.record().condition(name);
      boolean holds = condition.filter(Condition::holds).isPresent();
      boolean attested = view.attested(name);
      if (holds && (attested || !Kept.live(name, view))) {
        if (name == view.busy().until()) {
          return Course.over(Outcome.REACHED);
        }
        continue;
      }
      if (attested) {
        return record(view, name, Status.ATTESTED, "Attested", "by the operator's word");
      }
      if (!view.started(name)) {
        Optional<Step> gate = phase.gate(view);
        if (gate.isPresent()) {
          return Course.todo(gate.get());
        }
        return record(view, name, Status.STARTED, "Started", "its effects may begin");
      }
      Step step = phase.forward(view);
      if (!step.holds()) {
        return Course.todo(step);
      }
      if (!holds) {
        return record(view, name, Status.TRUE, "Seen", step.evidence());
      }
      if (name == view.busy().until()) {
        return Course.over(Outcome.REACHED);
      }
    }
    return Course.over(Outcome.DONE);
  }

  private static Course record(
      View view, PhaseName phase, Status status, String reason, String message) {
    List<Action> actions = new ArrayList<>();
    boolean pause = status == Status.TRUE && view.plan().settings().pauseAfter().contains(phase);
    if (pause) {
      actions.add(new RecordIntent(Intent.PAUSE, "the settings ask for it after " + phase));
    }
    actions.add(
        new RecordCondition(new Condition(phase, status, reason, message, view.world().now())));
    return Course.todo(Step.todo(message, actions, List.of()));
  }
}
