package io.restitch.core.phases;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.RemoveTraces;
import io.restitch.core.action.FabricAction.OpenFabric;
import io.restitch.core.action.FabricAction.RemoveSecondKubeProxy;
import io.restitch.core.bridge.AgentReport;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.FlannelSpec;
import io.restitch.core.workers.Marks;
import io.restitch.core.workers.MultusReadiness;
import java.util.List;
import java.util.Optional;

/**
 * The bridge is gone, and Flannel and kube-proxy no longer need labels of ours. Each node is first
 * proved to reach all others by native routes alone; labels go last, since Flannel hangs on them
 * until it is open to every node.
 */
public final class Unbridged implements Phase {
  @Override
  public PhaseName name() {
    return PhaseName.UNBRIDGED;
  }

  @Override
  public Step forward(View view) {
    BridgeFact bridge = view.world().fabrics().bridge();
    List<Wait> unproved = bridge.map().peers().isEmpty() ? List.of() : unproved(view, bridge);
    if (!unproved.isEmpty()) {
      return Step.todo(unproved.size() + " nodes not proved", List.of(), unproved);
    }
    Step gone = Bridged.takeAway(view);
    if (!gone.holds()) {
      return gone;
    }
    Optional<Step> closed = closed(view);
    if (closed.isPresent()) {
      return closed.get();
    }
    List<Action> traces =
        view.world().nodes().values().stream()
            .filter(Marks::any)
            .<Action>map(n -> new RemoveTraces(n.name()))
            .toList();
    return traces.isEmpty()
        ? Step.done("no bridge, no label of ours")
        : Step.todo(traces.size() + " nodes carry marks of ours", traces, List.of());
  }

  /** A Flannel that somebody else installed, as he attests, is his to open. */
  private static Optional<Step> closed(View view) {
    boolean theirs = view.attested(PhaseName.FLANNEL_INSTALLED);
    return switch (view.world().fabrics().openness()) {
      case RESTRICTED ->
          Optional.of(
              theirs
                  ? Step.todo(
                      "Flannel hangs on labels",
                      List.of(),
                      List.of(
                          new Wait(
                              "flannel-restricted",
                              "Flannel and kube-proxy",
                              "they keep to nodes with a label of restitch's",
                              "open your Flannel and kube-proxy to every node")))
                  : Step.todo(
                      "Flannel hangs on our labels",
                      List.of(new OpenFabric(FlannelSpec.of(view.plan().settings()))),
                      List.of()));
      case SPREADING ->
          Optional.of(
              Step.todo(
                  "Flannel and kube-proxy spread",
                  MultusReadiness.overlooked(view),
                  List.of(
                      Wait.of(
                          "agent-spreads",
                          "Flannel and kube-proxy",
                          "not every node has a ready pod of them yet"))));
      case DOUBLED ->
          theirs
              ? Optional.empty()
              : Optional.of(
                  Step.todo(
                      "the second kube-proxy is there",
                      List.of(new RemoveSecondKubeProxy()),
                      List.of()));
      case OPEN -> Optional.empty();
    };
  }

  private static List<Wait> unproved(View view, BridgeFact bridge) {
    return view.world().nodes().keySet().stream()
        .filter(n -> !alone(bridge, n))
        .map(n -> Wait.of("native-routes", "node " + n, "not proved to do without the bridge yet"))
        .toList();
  }

  /** What was said of an older map says nothing of nodes that came since. */
  private static boolean alone(BridgeFact bridge, String node) {
    AgentReport said = bridge.reports().get(node);
    return said != null
        && said.alone()
        && said.applied()
        && said.map() >= bridge.map().newest();
  }

  @Override
  public Step backward(View view) {
    return Step.todo(
        "the bridge was removed",
        List.of(),
        List.of(new Wait("too-late", "bridge", "Calico is gone", "go on with restitch resume")));
  }
}
