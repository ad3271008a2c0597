package io.restitch.core.phases;

import io.restitch.core.action.Action;
import io.restitch.core.action.FabricAction.InstallFlannel;
import io.restitch.core.action.FabricAction.RemoveFlannel;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.TouchedFact.Part;
import io.restitch.core.guard.Guard;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.FlannelSpec;
import io.restitch.core.workers.MultusReadiness;
import java.util.List;

/**
 * Flannel, a second kube-proxy, and a copy of each Multus that names Calico's configuration are
 * installed, for green nodes only. On blue, Flannel would crash and poison its peers' routes. Has
 * to stay true until Unbridged starts: {@link Guard}.
 */
public final class FlannelInstalled implements Phase {
  @Override
  public PhaseName name() {
    return PhaseName.FLANNEL_INSTALLED;
  }

  @Override
  public Step forward(View view) {
    FlannelFact flannel = view.world().fabrics().flannel();
    FlannelSpec wanted = FlannelSpec.of(view.plan().settings());
    if (!flannel.installed() || !flannel.restricted() || !flannel.spec().equals(wanted.text())) {
      Guard guard = new Guard(view);
      List<Wait> takenAway = guard.waits(Part.FLANNEL);
      return takenAway.isEmpty()
          ? Step.todo(
              "Flannel is not installed as planned", List.of(new InstallFlannel(wanted)), List.of())
          : Step.todo(
              "what restricts Flannel was taken away", guard.upkeep(Part.FLANNEL), takenAway);
    }
    List<Wait> strays =
        flannel.agentNodes().stream()
            .filter(node -> view.world().node(node).filter(n -> !green(n)).isPresent())
            .map(node ->
                Wait.of("agent-leaves", "node " + node, "an agent of Flannel's is still on it"))
            .toList();
    return strays.isEmpty()
        ? Step.done("Flannel is installed for green nodes")
        : Step.waiting("Flannel is on nodes that are not green", strays);
  }

  private static boolean green(NodeFact node) {
    return node.fabric() == Fabric.FLANNEL;
  }

  @Override
  public Step backward(View view) {
    FlannelFact flannel = view.world().fabrics().flannel();
    boolean ours = flannel.remains() || !flannel.spec().isEmpty();
    List<Wait> needed = ours ? needed(view) : List.of();
    if (!needed.isEmpty()) {
      return Step.waiting("Flannel still serves nodes", needed);
    }
    if (ours) {
      return Step.todo("Flannel is installed", List.of(new RemoveFlannel()), List.of());
    }
    List<Action> overlooked = MultusReadiness.overlooked(view);
    if (!overlooked.isEmpty()) {
      return Step.todo("Multus begins again", overlooked, List.of());
    }
    return flannel.installed() || flannel.agentNodes().isEmpty()
        ? Step.done("Flannel is gone")
        : Step.waiting(
            "Flannel's agents are leaving",
            List.of(Wait.of("agent-leaves", "kube-flannel", "its pods are shutting down")));
  }

  /** Nodes that lose their pod network with it: somebody else made them, or attested them. */
  private static List<Wait> needed(View view) {
    return view.world().nodes().values().stream()
        .filter(n -> n.fabric() != Fabric.CALICO)
        .map(n ->
            new Wait(
                "node-on-flannel",
                "node " + n.name(),
                "it is on Flannel, which goes now",
                "drain and remove it, or bring it back to Calico: restitch only undoes what it did"))
        .toList();
  }
}
