package io.restitch.core.phases;

import io.restitch.core.Names;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.BridgeFact.Pool;
import io.restitch.core.fact.CalicoLeft;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Openness;
import io.restitch.core.fact.PodFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.View;
import io.restitch.core.workers.JoinToken;
import io.restitch.core.workers.Marks;
import io.restitch.core.workers.Nodeless;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is not as it is to be at the end, as far as it can be read:
 *
 * <ol>
 *   <li>pods whose address is not in the new range;
 *   <li>nodes without Flannel, or with Calico; Calico's objects, as far as somebody looked;
 *   <li>what is ours and was to go: the bridge, probes, copies and fences, marks on nodes, tokens
 *       that machines can join with, machines that no Node runs on.
 * </ol>
 *
 * <p>Whoever attests that the bridge and our labels are gone is not asked for them: a Flannel of
 * his may still keep to nodes that carry them.
 */
public final class Remains {
  private Remains() {}

  /** All of it; nothing if all is well. */
  public static List<Wait> of(View view) {
    List<Wait> left = new ArrayList<>(addresses(view));
    left.addAll(networks(view));
    view.world().calicoLeft().map(CalicoLeft::objects).stream()
        .flatMap(objects -> objects.stream())
        .forEach(o -> left.add(new Wait("calico-there", o, "it is there yet", "remove it")));
    copies(view).ifPresent(left::add);
    if (!view.attested(PhaseName.UNBRIDGED)) {
      bridge(view.world().fabrics().bridge()).ifPresent(left::add);
      left.addAll(marks(view));
    }
    JoinToken.left(view).forEach(id -> left.add(token(id)));
    Nodeless.of(view)
        .forEach(m ->
            left.add(
                new Wait(
                    "machine-there",
                    "machine " + m.id(),
                    "restitch made it, and no node runs on it",
                    "see on it why its kubelet does not register, or delete it where it was made")));
    return left;
  }

  private static List<Wait> addresses(View view) {
    Cidr range = view.plan().settings().network().podCidr();
    return view.world().workloads().pods().all().stream()
        .filter(p -> !inside(p, range))
        .map(p ->
            new Wait(
                "old-address",
                "pod " + p.ref(),
                "its address is not in " + range,
                "delete it, so that its controller makes a new one"))
        .toList();
  }

  private static boolean inside(PodFact pod, Cidr range) {
    return pod.spec().hostNetwork()
        || pod.terminal()
        || pod.status().addresses().stream().map(Cidr::parse).allMatch(range::contains);
  }

  private static List<Wait> networks(View view) {
    FabricsFact fabrics = view.world().fabrics();
    List<Wait> left = new ArrayList<>();
    for (NodeFact node : view.world().nodes().values()) {
      String subject = "node " + node.name();
      if (!fabrics.flannel().readyNodes().contains(node.name())) {
        left.add(
            new Wait(
                "flannel-missing",
                subject,
                "no agent of Flannel's is ready on it",
                "see its DaemonSet, and whether it keeps to nodes with "
                    + Names.FABRIC
                    + "="
                    + Names.FABRIC_FLANNEL));
      }
      if (fabrics.calico().agentNodes().contains(node.name())) {
        left.add(
            new Wait(
                "calico-there",
                subject,
                "an agent of Calico's runs on it",
                "remove Calico's DaemonSet before its other objects"));
      }
    }
    return left;
  }

  /**
   * Copies of ours, fences, or a Flannel that keeps to our label: unless they were others' to do.
   */
  private static Optional<Wait> copies(View view) {
    boolean theirs =
        view.attested(PhaseName.UNBRIDGED) || view.attested(PhaseName.FLANNEL_INSTALLED);
    Openness now = view.world().fabrics().openness();
    return theirs || now == Openness.OPEN || now == Openness.SPREADING
        ? Optional.empty()
        : Optional.of(
            new Wait(
                "copy-there",
                "Flannel, kube-proxy and Multus",
                "a copy for green nodes is there yet, or what keeps one of them to nodes of its"
                    + " own",
                "see 'kubectl get daemonsets -A --show-labels' for "
                    + Names.PART
                    + ", and 'kubectl get daemonsets -A -o yaml' for "
                    + Names.FABRIC));
  }

  private static Optional<Wait> bridge(BridgeFact bridge) {
    return bridge.installed() || bridge.pool() != Pool.ABSENT || !bridge.map().peers().isEmpty()
        ? Optional.of(
            new Wait(
                "bridge-there",
                "bridge",
                "its agents are there yet, or what they are told, or its IPPool",
                "see 'kubectl -n "
                    + Names.SYSTEM
                    + " get daemonsets,configmaps', and delete what is called restitch-bridge"))
        : Optional.empty();
  }

  private static List<Wait> marks(View view) {
    return view.world().nodes().values().stream()
        .filter(Marks::any)
        .map(n -> {
          String keys = String.join(", ", Marks.of(n));
          return new Wait(
              "mark",
              "node " + n.name(),
              "it carries " + keys,
              "take it off: nothing needs it any more");
        })
        .toList();
  }

  private static Wait token(String id) {
    return new Wait(
        "token-there",
        "join token " + id,
        "restitch made it, and machines can still join with it",
        "kubectl -n kube-system delete secret bootstrap-token-" + id);
  }
}
