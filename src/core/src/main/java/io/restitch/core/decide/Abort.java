package io.restitch.core.decide;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.controlplane.Conversions;
import io.restitch.core.decision.Outcome;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.workers.Abandon;
import java.util.Optional;

/**
 * Leaves a schedulable cluster where it is.
 *
 * <ol>
 *   <li>A control plane in change is brought to its end: it cannot stay between two networks.
 *   <li>Workers: {@link Abandon}.
 *   <li>Hold, fence and bridge stay, since both pod networks are in use.
 * </ol>
 */
final class Abort {
  private Abort() {}

  static Course decide(View view) {
    if (view.started(PhaseName.CONTROL_PLANE_CONVERTED)
        && !view.attested(PhaseName.CONTROL_PLANE_CONVERTED)) {
      Optional<Step> conversion = Conversions.finish(view, Direction.FORWARD);
      if (conversion.isPresent()) {
        return Course.todo(conversion.get());
      }
    }
    if (view.started(PhaseName.WORKERS_REPLACED) && !view.attested(PhaseName.WORKERS_REPLACED)) {
      Step workers = Abandon.step(view);
      if (!workers.holds()) {
        return Course.todo(workers);
      }
    }
    return Course.over(Outcome.ABORTED);
  }
}
