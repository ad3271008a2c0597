package io.restitch.core.controlplane;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.DeletePod;
import io.restitch.core.action.ClusterAction.Uncordon;
import io.restitch.core.action.FabricAction.Unpin;
import io.restitch.core.action.HostAction.RunTask;
import io.restitch.core.action.HostAction.Task;
import io.restitch.core.action.RecordAction.ForgetNode;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.MachineState;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.PodFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Agent;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.workers.FlannelReadiness;
import io.restitch.core.workers.Marks;
import io.restitch.core.workers.MultusReadiness;
import io.restitch.core.workers.Pins;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The way of a control-plane machine from its posted Node back into service.
 *
 * <ol>
 *   <li>The kubelet is started; the new network's agent comes and is ready. Flannel tells others
 *       how the machine is reached, and gives addresses from the Node's pod CIDR.
 *   <li>The old network's CNI configuration is moved aside; Multus, where there is one, is begun
 *       anew if it still hands on to that, and is ready; pods with addresses of the old range are
 *       deleted, gracefully.
 *   <li>The machine is cleaned up and scanned until nothing is left.
 *   <li>Unpinned, uncordoned if we cordoned it; the saved Node is dropped.
 * </ol>
 */
final class Arriving {
  /** An agent whose image has to be fetched first is ready by then. */
  private static final Duration LATE = Duration.ofMinutes(3);

  /** The machine's clock and the API server's are not further apart, both ways. */
  private static final Duration CLOCKS = Duration.ofSeconds(10);

  private final Turn turn;
  private final View view;
  private final NodeFact found;

  /**
   * @param found the Node that was posted
   */
  Arriving(Turn turn, NodeFact found) {
    this.turn = turn;
    this.view = turn.view();
    this.found = found;
  }

  Step step() {
    Optional<Wait> unseen = turn.unseen();
    if (unseen.isPresent()) {
      return turn.waiting(List.of(unseen.get()));
    }
    String node = turn.node();
    if (!turn.host().kubeletRunning()) {
      return turn.doing(new RunTask(node, Task.START_KUBELET));
    }
    if (!found.ready() || !agentReady() || !up(found.status().network())) {
      return notUp();
    }
    boolean forward = turn.forward();
    Optional<Wait> flannel =
        forward
            ? FlannelReadiness.unreached(view, found).or(this::otherRange)
            : Optional.<Wait>empty();
    if (flannel.isPresent()) {
      return turn.waiting(List.of(flannel.get()));
    }
    if (turn.host().calicoConfigured() == forward) {
      return turn.doing(new RunTask(node, forward ? Task.LEAVE_CALICO : Task.RETURN_TO_CALICO));
    }
    Optional<Step> multus = multus();
    if (multus.isPresent()) {
      return multus.get();
    }
    List<PodFact> old = view.world().podsOn(node).stream().filter(this::oldAddress).toList();
    if (!old.isEmpty()) {
      return replace(old);
    }
    if (Machines.left(view, turn.host(), turn.direction()).count() != 0) {
      List<Wait> unfit = Machines.unfit(view);
      return unfit.isEmpty()
          ? turn.doing(Machines.cleaning(node, turn.direction()))
          : turn.waiting(unfit);
    }
    Optional<String> unfit = turn.host().etcd().unfit();
    if (unfit.isPresent()) {
      return turn.waiting("etcd-healthy", unfit.get());
    }
    if (Pins.holds(view, node)) {
      return turn.doing(new Unpin(node));
    }
    if (Marks.cordonedByUs(found, view.record().id())) {
      return turn.doing(new Uncordon(node));
    }
    return turn.doing(new ForgetNode(node));
  }

  private boolean agentReady() {
    FabricsFact fabrics = view.world().fabrics();
    return (turn.forward() ? fabrics.flannel().readyNodes() : fabrics.calico().readyNodes())
        .contains(turn.node());
  }

  /**
   * Whether the network that the machine comes to says that it is there: a Ready kubelet or an
   * agent's pod may go by what the other one left. In Canal, flanneld may be the one that says it.
   */
  private boolean up(NodeFact.PodNetwork network) {
    boolean canal = view.world().fabrics().calico().installation() == CalicoFact.Installation.CANAL;
    return switch (network) {
      case FLANNEL -> turn.forward() || canal;
      case CALICO -> !turn.forward();
      case OTHER -> !turn.forward() && canal;
      case UNKNOWN, UNAVAILABLE -> false;
    };
  }

  /**
   * Flannel's CNI plugin gives addresses from a file that flanneld writes when it starts. A machine
   * that was converted before may have it from then, with another range.
   */
  private Optional<Wait> otherRange() {
    Cidr given = turn.host().machine().flannelSubnet();
    if (view.attested(PhaseName.FLANNEL_INSTALLED)
        || found.podCidr().equals(Optional.ofNullable(given))) {
      return Optional.empty();
    }
    String node = turn.node();
    return Optional.of(
        new Wait(
            "flannel-subnet",
            "node " + node,
            "/run/flannel/subnet.env there %s, the Node's pod CIDR is %s"
                .formatted(
                    given == null ? "names no range" : "names " + given,
                    found.podCidr().map(Cidr::toString).orElse("not set")),
            late() ? "delete Flannel's pod on it: flanneld writes the file when it starts" : ""));
  }

  private boolean late() {
    return !view.world().now().isBefore(found.status().createdAt().plus(LATE));
  }

  private Step notUp() {
    String reason = "its new pod network is not ready yet";
    Optional<PodFact> imageless =
        Agent.FLANNEL
            .on(view.world(), turn.node())
            .filter(p -> turn.forward() && !p.status().unpulled().isEmpty());
    if (imageless.isPresent()) {
      return turn.waiting(
          "network-ready",
          reason + ": " + Agent.unpulled(imageless.get()),
          "let its machine " + Agent.remedy(imageless.get()));
    }
    if (!late()) {
      return turn.waiting("network-ready", reason);
    }
    boolean canTurn = turn.forward() && turn.host().calicoConfigured();
    return turn.waiting(
        "network-ready",
        reason,
        "look at the events and the log of %s's pod on it%s"
            .formatted(
                turn.forward() ? "Flannel" : "Calico",
                canTurn ? "; restitch rollback takes this machine back to Calico" : ""));
  }

  /**
   * Multus knows the configuration that it found when it began, by its path (thick: multus-cni,
   * pkg/server/config, {@code shouldRegenerateConfig}) or by heart (thin: cmd/thin_entrypoint), and
   * looks for no other one.
   */
  private Optional<Step> multus() {
    MachineState.Multus seen = turn.host().machine().multus();
    if (seen == null || (seen.to() == Fabric.CALICO) != turn.forward()) {
      return MultusReadiness.missing(view, found)
          .map(w ->
              Step.todo("converting " + turn.node(), MultusReadiness.overlooked(view), List.of(w)));
    }
    String node = turn.node();
    List<PodFact> there = MultusReadiness.on(view, node);
    Instant written = seen.written().plus(CLOCKS);
    List<Action> deletions =
        there.stream()
            .filter(p -> !p.terminating() && !p.status().createdAt().isAfter(written))
            .<Action>map(p ->
                new DeletePod(p.ref(), p.uid(), node, "it hands pods on to the network that went"))
            .toList();
    String reason = "Multus still hands pods on to the configuration that was moved aside";
    String remedy = there.isEmpty() ? "begin Multus anew on this machine" : "";
    return Optional.of(
        Step.todo(
            "converting " + node,
            deletions,
            List.of(new Wait("multus-behind", "node " + node, reason, remedy))));
  }

  private boolean oldAddress(PodFact pod) {
    if (pod.spec().hostNetwork() || pod.mirror() || pod.terminal()) {
      return false;
    }
    Cidr green = view.plan().settings().network().podCidr();
    return pod.status().addresses().stream()
        .map(Cidr::parse)
        .anyMatch(a -> green.contains(a) != turn.forward());
  }

  private Step replace(List<PodFact> old) {
    String node = turn.node();
    List<Action> deletions =
        old.stream()
            .filter(p -> !p.terminating())
            .<Action>map(p -> new DeletePod(p.ref(), p.uid(), node, "it has an old address"))
            .toList();
    return Step.todo(
        "replacing pods with old addresses on " + node,
        deletions,
        List.of(Wait.of("old-addresses", "node " + node, old.size() + " pods to be replaced")));
  }
}
