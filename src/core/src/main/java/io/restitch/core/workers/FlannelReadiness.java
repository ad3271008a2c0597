package io.restitch.core.workers;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.FlannelLease;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.NodeFact.PodNetwork;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Agent;
import io.restitch.core.phase.View;
import java.util.Optional;

/**
 * Whether Flannel is there on a node, and all others can reach the pods that come.
 *
 * <ol>
 *   <li>Its pod is ready: flanneld has written {@code /run/flannel/subnet.env}, from which pods get
 *       addresses, out of the pod CIDR that the Node has (flannel {@code main.go}, isReady, in
 *       every release that serves {@code /readyz}). On a machine that lives once it stays so; on a
 *       control plane, which lives on with another pod CIDR, the file is looked at besides.
 *   <li>The Node says how it is reached, and that is its own address, as Flannel is told, unless a
 *       person chose another.
 *   <li>Its condition NetworkUnavailable is False; on a Node that is new it is not there at all.
 * </ol>
 *
 * Whoever attests FlannelInstalled answers for all of it.
 */
public final class FlannelReadiness {
  private FlannelReadiness() {}

  /** What is missing; empty if nothing is. */
  public static Optional<Wait> missing(View view, NodeFact node) {
    if (view.attested(PhaseName.FLANNEL_INSTALLED)) {
      return Optional.empty();
    }
    if (!view.world().fabrics().flannel().readyNodes().contains(node.name())) {
      return Optional.of(
          Agent.FLANNEL.awaited(
              view.world(), "flannel-ready", node.name(), "Flannel is not ready on it yet"));
    }
    return unreached(view, node).or(() -> unconditioned(node));
  }

  /** Why others do not reach its pods by what it says; empty if they do. */
  public static Optional<Wait> unreached(View view, NodeFact node) {
    if (view.attested(PhaseName.FLANNEL_INSTALLED)) {
      return Optional.empty();
    }
    String subject = "node " + node.name();
    Optional<FlannelLease> lease = node.flannelLease();
    if (lease.isEmpty()) {
      return Optional.of(
          Wait.of(
              "flannel-lease", subject, "Flannel has not written on its Node how it is reached"));
    }
    String publicIp = lease.get().publicIp();
    boolean chosen =
        lease.get().chosen() || !view.plan().settings().network().flannel().iface().isEmpty();
    if (chosen || node.status().addresses().stream().anyMatch(a -> Cidr.same(a, publicIp))) {
      return Optional.empty();
    }
    return Optional.of(
        new Wait(
            "flannel-address",
            subject,
            "Flannel is reached at %s there, and the Node's address is %s"
                .formatted(publicIp, String.join(", ", node.status().addresses())),
            "delete Flannel's pod on it: it takes the Node's address when it starts; if the other one is"
                + " right: kubectl annotate node "
                + node.name()
                + " flannel.alpha.coreos.com/public-ip-overwrite="
                + publicIp));
  }

  private static Optional<Wait> unconditioned(NodeFact node) {
    PodNetwork network = node.status().network();
    return network == PodNetwork.UNKNOWN || network == PodNetwork.UNAVAILABLE
        ? Optional.of(
            Wait.of(
                "network-ready",
                "node " + node.name(),
                "its condition NetworkUnavailable is not False yet"))
        : Optional.empty();
  }
}
