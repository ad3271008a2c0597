package io.restitch.core.phases;

import io.restitch.core.action.Action;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.controlplane.Conversions;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import java.util.List;

/**
 * Every control plane stands on Flannel, etcd is healthy, nothing of Calico is left on the
 * machines. Backups are fresh before the first one changes.
 */
public final class ControlPlaneConverted implements Phase {
  @Override
  public PhaseName name() {
    return PhaseName.CONTROL_PLANE_CONVERTED;
  }

  @Override
  public Step forward(View view) {
    if (untouched(view) && !view.attested(PhaseName.BACKED_UP)) {
      List<Action> stale = BackedUp.missing(view, view.plan().settings().backup().maxAge());
      if (!stale.isEmpty()) {
        return Step.todo(
            stale.size()
                + " pieces of the backup are too old, or cannot be read from here: taken again",
            stale,
            List.of());
      }
    }
    return Conversions.step(view, Direction.FORWARD);
  }

  @Override
  public Step backward(View view) {
    return Conversions.step(view, Direction.BACKWARD);
  }

  private static boolean untouched(View view) {
    return view.record().notes().saved().isEmpty()
        && view.world().nodes().values().stream()
            .filter(NodeFact::controlPlane)
            .allMatch(n -> n.fabric() == Fabric.CALICO);
  }
}
