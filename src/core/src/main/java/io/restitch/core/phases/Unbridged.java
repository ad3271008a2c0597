package io.restitch.core.phases;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.RemoveTraces;
import io.restitch.core.action.FabricAction.OpenFabric;
import io.restitch.core.action.FabricAction.RemoveSecondKubeProxy;
import io.restitch.core.bridge.AgentReport;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.phase.Agent;
import io.restitch.core.phase.BridgeAgents;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.FlannelSpec;
import io.restitch.core.workers.Marks;
import io.restitch.core.workers.MultusReadiness;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Flannel and kube-proxy no longer need labels of ours, and the bridge is gone. Each node is first
 * proved to reach all others by native routes alone. The bridge goes once Flannel has restarted: a
 * flanneld that starts empties its chain of nat rules before it fills it ({@code
 * pkg/trafficmngr/iptables}, ClearChain), and what a pod begins in between comes from its own
 * address, which a machine with a strict rp_filter drops; the bridge's agents keep that loose.
 * Labels go last, since Flannel hangs on them until it is open to every node.
 */
public final class Unbridged implements Phase {
  @Override
  public PhaseName name() {
    return PhaseName.UNBRIDGED;
  }

  @Override
  public Step forward(View view) {
    BridgeFact bridge = view.world().fabrics().bridge();
    List<Wait> unproved = bridge.map().peers().isEmpty() ? List.of() : unproved(view);
    if (!unproved.isEmpty()) {
      return Step.todo(unproved.size() + " nodes not proved", List.of(), unproved);
    }
    Optional<Step> closed = closed(view);
    if (closed.isPresent()) {
      return closed.get();
    }
    Step gone = Bridged.takeAway(view);
    if (!gone.holds()) {
      return gone;
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

  private static List<Wait> unproved(View view) {
    return view.world().nodes().values().stream()
        .filter(n -> !knows(view, n, AgentReport::alone))
        .map(n -> unproved(view, n))
        .toList();
  }

  /** What was said of an older map says nothing of nodes that came since. */
  private static boolean knows(View view, NodeFact node, Predicate<AgentReport> more) {
    long newest = view.world().fabrics().bridge().map().newest();
    return BridgeAgents.said(
        view.world(), node.name(), said -> said.map() >= newest && more.test(said));
  }

  private static Wait unproved(View view, NodeFact node) {
    Wait wait =
        Wait.of("native-routes", "node " + node.name(), "not proved to do without the bridge yet");
    Instant since = asked(view, node);
    if (!knows(view, node, said -> true)) {
      return BridgeAgents.awaited(view.world(), wait, node.name(), since);
    }
    return view.world().now().isBefore(since.plus(Agent.PATIENCE))
        ? wait
        : wait.told(
            "its agent says that it needs the bridge to reach some node yet",
            "see that Flannel's pod is ready on it and on all others (kubectl -n kube-flannel get"
                + " pods -o wide), and that UDP 8472 passes between the machines, both ways");
  }

  /** Since when it could be proved: once this has begun, and it is ready. */
  private static Instant asked(View view, NodeFact node) {
    Instant ready = node.status().readySince();
    return view.record()
        .condition(PhaseName.UNBRIDGED)
        .map(Condition::since)
        .filter(begun -> begun.isAfter(ready))
        .orElse(ready);
  }

  @Override
  public Step backward(View view) {
    return Step.todo(
        "the bridge was removed",
        List.of(),
        List.of(new Wait("too-late", "bridge", "Calico is gone", "go on with restitch resume")));
  }
}
