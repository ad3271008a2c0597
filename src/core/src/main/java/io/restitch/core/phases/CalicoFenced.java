package io.restitch.core.phases;

import io.restitch.core.action.FabricAction.SetFence;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.TouchedFact.Part;
import io.restitch.core.guard.Guard;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import java.util.List;

/**
 * Calico's agents are kept off green and converting nodes by node affinity; none on blue is rolled.
 * Has to stay true until CalicoRemoved starts: {@link Guard}.
 */
public final class CalicoFenced implements Phase {
  @Override
  public PhaseName name() {
    return PhaseName.CALICO_FENCED;
  }

  @Override
  public Step forward(View view) {
    if (view.world().fabrics().calico().fenced()) {
      return Step.done("Calico's agents keep off green nodes");
    }
    Guard guard = new Guard(view);
    List<Wait> takenAway = guard.waits(Part.FENCE);
    return takenAway.isEmpty()
        ? Step.todo("Calico is not fenced", List.of(new SetFence(true)), List.of())
        : Step.todo("the fence was taken away", guard.upkeep(Part.FENCE), takenAway);
  }

  @Override
  public Step backward(View view) {
    return view.world().fabrics().calico().fenced()
        ? Step.todo("Calico is fenced", List.of(new SetFence(false)), List.of())
        : Step.done("Calico's agents go everywhere");
  }
}
