package io.restitch.core.phases;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.FabricAction.ListCalico;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.CalicoLeft;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Openness;
import io.restitch.core.fact.PodFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.workers.Marks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every pod has an address in the new range, Flannel serves every node and Calico none, and no node
 * carries a mark of ours. Whoever attests that the bridge and our labels are gone is not asked for
 * marks: a Flannel of his may still keep to nodes that carry them.
 */
public final class Verified implements Phase {
  /** While somebody removes what is left, it is looked for so often. */
  private static final Duration LIST_AGAIN = Duration.ofSeconds(10);

  @Override
  public PhaseName name() {
    return PhaseName.VERIFIED;
  }

  @Override
  public Step forward(View view) {
    Cidr range = view.plan().settings().network().podCidr();
    List<Wait> left = new ArrayList<>();
    for (PodFact pod : view.world().workloads().pods().all()) {
      boolean inside =
          pod.spec().hostNetwork()
              || pod.terminal()
              || pod.status().addresses().stream().map(Cidr::parse).allMatch(range::contains);
      if (!inside) {
        left.add(
            new Wait(
                "old-address",
                "pod " + pod.ref(),
                "its address is not in " + range,
                "delete it, so that its controller makes a new one"));
      }
    }
    left.addAll(networks(view));
    copies(view).ifPresent(left::add);
    Optional<CalicoLeft> calico = view.world().calicoLeft();
    calico.ifPresent(c -> c.objects().forEach(o -> left.add(remove(o))));
    if (!view.attested(PhaseName.UNBRIDGED)) {
      view.world().nodes().values().stream()
          .filter(Marks::any)
          .map(n ->
              Wait.of("mark", "node " + n.name(), "it carries " + String.join(", ", Marks.of(n))))
          .forEach(left::add);
    }
    if (left.isEmpty() && calico.filter(CalicoLeft::none).isPresent()) {
      return Step.done("every pod has an address in " + range);
    }
    return Step.todo(left.size() + " things are left", look(view), left);
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

  private static List<Action> look(View view) {
    boolean known =
        view.world()
            .calicoLeft()
            .filter(CalicoLeft::asListed)
            .filter(c -> c.none() || view.world().now().isBefore(c.at().plus(LIST_AGAIN)))
            .isPresent();
    return known ? List.of() : List.of(new ListCalico());
  }

  private static Wait remove(String object) {
    return new Wait("calico-there", object, "it is there yet", "remove it");
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

  @Override
  public Step backward(View view) {
    return Step.done("nothing to undo");
  }
}
