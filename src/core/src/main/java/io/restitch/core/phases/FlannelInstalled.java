package io.restitch.core.phases;

import io.restitch.core.action.FabricAction.SetFlannel;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import java.util.List;

/**
 * Flannel and a second kube-proxy are installed, for green nodes only. On blue, Flannel would crash
 * and poison its peers' routes. Has to stay true until Unbridged starts.
 */
public final class FlannelInstalled implements Phase {
  @Override
  public PhaseName name() {
    return PhaseName.FLANNEL_INSTALLED;
  }

  @Override
  public Step forward(View view) {
    FlannelFact flannel = view.world().fabrics().flannel();
    return flannel.installed() && flannel.restricted()
        ? Step.done("Flannel is installed for green nodes")
        : Step.todo("Flannel is not installed", List.of(new SetFlannel(true)), List.of());
  }

  @Override
  public Step backward(View view) {
    FlannelFact flannel = view.world().fabrics().flannel();
    if (flannel.installed()) {
      return Step.todo("Flannel is installed", List.of(new SetFlannel(false)), List.of());
    }
    return flannel.agentNodes().isEmpty()
        ? Step.done("Flannel is gone")
        : Step.todo(
            "Flannel's agents are leaving",
            List.of(),
            List.of(Wait.of("agent-leaves", "kube-flannel", "its pods are shutting down")));
  }
}
