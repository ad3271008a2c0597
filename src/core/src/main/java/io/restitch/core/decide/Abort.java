package io.restitch.core.decide;

import io.restitch.core.action.Action;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.controlplane.Conversions;
import io.restitch.core.decision.Outcome;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.phases.NetworkProbed;
import io.restitch.core.plan.Direction;
import io.restitch.core.workers.Abandon;
import java.util.List;
import java.util.Optional;

/**
 * Leaves a schedulable cluster where it is.
 *
 * <ol>
 *   <li>A control plane in change is brought to its end: it cannot stay between two networks. One
 *       that was only emptied for it comes back in service.
 *   <li>Workers: {@link Abandon}.
 *   <li>Probes are taken away.
 *   <li>Hold, fence and bridge stay, since both pod networks are in use.
 * </ol>
 */
final class Abort {
  private Abort() {}

  static Course decide(View view) {
    Optional<Step> conversion = Conversions.finish(view, Direction.FORWARD);
    if (conversion.isPresent()) {
      return Course.todo(conversion.get());
    }
    List<Action> releases = Conversions.release(view);
    if (!releases.isEmpty()) {
      return Course.todo(Step.todo("control planes come back in service", releases, List.of()));
    }
    if (view.started(PhaseName.WORKERS_REPLACED) && !view.attested(PhaseName.WORKERS_REPLACED)) {
      Step workers = Abandon.step(view);
      if (!workers.holds()) {
        return Course.todo(workers);
      }
    }
    return NetworkProbed.left(view).map(Course::todo).orElseGet(() -> Course.over(Outcome.ABORTED));
  }
}
