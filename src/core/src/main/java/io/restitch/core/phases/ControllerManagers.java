package io.restitch.core.phases;

import io.restitch.core.action.HostAction.SetControllerManager;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Conversion;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings every kube-controller-manager to the same flags, one control plane at a time, since only
 * the leader acts and any standby may become it.
 */
final class ControllerManagers {
  private ControllerManagers() {}

  /**
   * @param allocate what {@code --allocate-node-cidrs} is to be
   * @param range what {@code --cluster-cidr} is to be; null leaves it
   */
  static Step bring(View view, boolean allocate, @Nullable Cidr range) {
    Collection<ControllerManagerFact> all = view.world().platform().controllerManagers().values();
    if (all.isEmpty()) {
      return Step.todo(
          "no kube-controller-manager is seen",
          List.of(),
          List.of(
              new Wait(
                  "controller-managers-unseen",
                  "kube-controller-manager",
                  "its flags cannot be seen",
                  "if the control plane is hosted elsewhere, attest the phase")));
    }
    for (ControllerManagerFact one : all) {
      boolean right =
          one.allocateNodeCidrs() == allocate
              && (range == null || Objects.equals(one.clusterCidr().orElse(null), range));
      if (!right) {
        return Step.todo(
            one.nodeName() + " has other flags",
            List.of(new SetControllerManager(one.nodeName(), allocate, range)),
            List.of());
      }
      if (!one.ready()) {
        return Step.todo(
            one.nodeName() + " is not ready",
            List.of(),
            List.of(
                Wait.of(
                    "controller-manager-ready",
                    "node " + one.nodeName(),
                    "its kube-controller-manager restarts")));
      }
    }
    List<Wait> unseen = unseen(view, all);
    if (!unseen.isEmpty()) {
      return Step.todo(unseen.size() + " kube-controller-managers are not seen", List.of(), unseen);
    }
    return Step.done(
        "--allocate-node-cidrs=%s%s on %d control planes"
            .formatted(allocate, range == null ? "" : " --cluster-cidr=" + range, all.size()));
  }

  /** A standby that is not seen may become the leader with whatever flags it has. */
  private static List<Wait> unseen(View view, Collection<ControllerManagerFact> all) {
    List<String> seen = all.stream().map(ControllerManagerFact::nodeName).toList();
    return view.plan().conversions().stream()
        .map(Conversion::nodeName)
        .filter(n -> !seen.contains(n) && view.world().node(n).isPresent())
        .map(n ->
            new Wait(
                "controller-managers-unseen",
                "node " + n,
                "the flags of its kube-controller-manager cannot be seen",
                "bring its mirror pod back; if none runs there, attest the phase"))
        .toList();
  }

  /**
   * Nodes whose pod CIDR is outside a range. While there is one, an allocating
   * kube-controller-manager with that range exits at its next start (NewCIDRRangeAllocator).
   */
  static List<String> outside(View view, Cidr range) {
    return view.world().nodes().values().stream()
        .filter(n -> n.spec().podCidrs().stream().anyMatch(c -> !range.contains(c)))
        .map(NodeFact::name)
        .toList();
  }

  static Step waitForNodes(List<String> nodes, Cidr range) {
    return Step.todo(
        "pod CIDRs outside " + range,
        List.of(),
        nodes.stream()
            .map(n ->
                Wait.of(
                    "pod-cidr-outside",
                    "node " + n,
                    "its pod CIDR is outside "
                        + range
                        + "; kube-controller-manager would exit at its next start"))
            .toList());
  }
}
