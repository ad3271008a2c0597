package io.restitch.core.controlplane;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.Cordon;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.ClusterAction.DeletePod;
import io.restitch.core.action.ClusterAction.PostNode;
import io.restitch.core.action.ClusterAction.SetLabel;
import io.restitch.core.action.ClusterAction.Uncordon;
import io.restitch.core.action.FabricAction.SetPin;
import io.restitch.core.action.HostAction.RunTask;
import io.restitch.core.action.HostAction.Task;
import io.restitch.core.action.RecordAction.ForgetNode;
import io.restitch.core.action.RecordAction.SaveNode;
import io.restitch.core.decision.Wait;
import io.restitch.core.drain.Allowance;
import io.restitch.core.drain.Drain;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.SavedNode;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Conversion;
import io.restitch.core.plan.Direction;
import io.restitch.core.workers.Marks;
import io.restitch.core.workers.Pins;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One control-plane machine changes its pod network in place.
 *
 * <ol>
 *   <li>Cordoned, drained, pinned to the bridge.
 *   <li>Labelled {@code converting}: the agent of the network it leaves goes, its kernel state
 *       stays.
 *   <li>Its Node is saved in the record. Leadership of etcd is moved away. The kubelet is stopped;
 *       static pods run on.
 *   <li>The Node is deleted and posted again with its new pod CIDR, within the 40 s that PodGC
 *       gives orphaned pods. A running kubelet never registers a second time.
 *   <li>The kubelet is started; the new network's agent comes and is ready.
 *   <li>The old network's CNI configuration is moved aside; pods with addresses of the old range
 *       are deleted, gracefully.
 *   <li>The machine is cleaned up and scanned until nothing is left.
 *   <li>Unpinned, uncordoned if we cordoned it; the saved Node is dropped.
 * </ol>
 *
 * A rollback can turn a machine round after the fifth step: the posted Node is saved in its turn,
 * and all begins again the other way.
 *
 * <p>Which step is next follows from what is seen, never from what was done. No leader is moved, no
 * kubelet stopped, no Node deleted and nothing cleaned up while any control plane is unfit. Between
 * the delete and the kubelet's start no other machine is asked: there is no going back then.
 */
final class Converting {
  /** An agent whose image has to be fetched first is ready by then. */
  private static final Duration LATE = Duration.ofMinutes(3);

  private final View view;
  private final Conversion machine;
  private final Direction direction;
  private final String node;

  Converting(View view, Conversion machine, Direction direction) {
    this.view = view;
    this.machine = machine;
    this.direction = direction;
    this.node = machine.nodeName();
  }

  Step step() {
    SavedNode saved = view.record().notes().saved().get(node);
    NodeFact found = view.world().nodes().get(node);
    if (found == null) {
      return saved == null
          ? Step.todo(
              "converting " + node,
              List.of(),
              List.of(
                  new Wait(
                      "node-lost",
                      "node " + node,
                      "its Node is gone, and no copy of it is in the record",
                      "restart its kubelet, so that it registers again")))
          : doing(post(saved));
    }
    if (Machines.turning(saved, found, direction)) {
      return leave(found, null);
    }
    if (Machines.posted(saved, found)) {
      return arrive(found);
    }
    return saved == null || saved.uid().equals(found.uid())
        ? leave(found, saved)
        : withdraw(found, saved);
  }

  /**
   * A Node that is neither the saved one nor posted by us. If the kubelet registered it itself,
   * after a power cut between delete and post, it makes room for the saved one: emptied first, for
   * pods may have come to it. Any other is somebody's work, and stays.
   */
  private Step withdraw(NodeFact found, SavedNode saved) {
    return bare(found)
        ? leave(found, saved)
        : Step.todo(
            "converting " + node,
            List.of(),
            List.of(
                new Wait(
                    "node-renewed",
                    "node " + node,
                    "someone made its Node anew: its UID is %s, the saved one's is %s"
                        .formatted(found.uid(), saved.uid()),
                    ("if it was posted from the saved copy: kubectl annotate node %s %s=%s; if its"
                            + " machine joined anew: kubectl -n restitch-system delete configmap"
                            + " saved-node-%s")
                        .formatted(node, Names.POSTED_FOR, saved.uid(), node))));
  }

  /**
   * Whether it is as a kubelet registers it (kubelet_node_status.go, registerWithAPIServer), but
   * for the marks of {@link #leave}: kubeadm's label and a pod CIDR come from elsewhere.
   */
  private static boolean bare(NodeFact found) {
    return !found.controlPlane()
        && found.spec().podCidrs().isEmpty()
        && found.fabric() != Fabric.FLANNEL
        && !found.annotations().containsKey(Names.POSTED_FOR);
  }

  private Step leave(NodeFact found, @Nullable SavedNode saved) {
    if (!found.cordoned()) {
      return doing(new Cordon(node, view.record().id()));
    }
    boolean emptied = saved != null && stopped();
    if (!emptied) {
      Drain.Result drain = drain();
      if (!drain.drained()) {
        return Step.todo("draining " + node, drain.evictions(), drain.waits());
      }
    }
    if (Pins.missing(view, node)) {
      return doing(new SetPin(node, true));
    }
    if (found.fabric() != Fabric.CONVERTING) {
      return doing(new SetLabel(node, Names.FABRIC, Names.FABRIC_CONVERTING));
    }
    if (!emptied && agents(saved != null && !saved.uid().equals(found.uid()))) {
      return waiting("agent-leaves", "the agent of the pod network it leaves is still there");
    }
    if (saved == null) {
      return doing(new SaveNode(node, found.uid()));
    }
    Optional<Wait> unseen = Machines.unseen(view, node);
    if (unseen.isPresent()) {
      return Step.todo("converting " + node, List.of(), List.of(unseen.get()));
    }
    HostFact host = host();
    List<Wait> held = new ArrayList<>(Machines.unfit(view));
    finalizers(found).ifPresent(held::add);
    if (!held.isEmpty()) {
      return held(found, held);
    }
    if (host.etcd().leader() && view.plan().conversions().size() > 1) {
      return doing(new RunTask(node, Task.MOVE_ETCD_LEADER));
    }
    if (host.kubeletRunning()) {
      return doing(new RunTask(node, Task.STOP_KUBELET));
    }
    return doing(new DeleteNode(node, found.uid()));
  }

  /**
   * Waits for a person, before the Node is deleted. Meanwhile its kubelet runs: nobody else starts
   * a static pod again, this machine's etcd among them.
   */
  private Step held(NodeFact found, List<Wait> waits) {
    return host().kubeletRunning() || found.status().deleting() || !Machines.allSeen(view)
        ? Step.todo("converting " + node, List.of(), waits)
        : Step.todo("converting " + node, List.of(new RunTask(node, Task.START_KUBELET)), waits);
  }

  private Optional<Wait> finalizers(NodeFact found) {
    List<String> finalizers = found.status().deletion().finalizers();
    return finalizers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Wait(
                "node-finalizers",
                "node " + node,
                "it cannot be deleted while it has finalizers: " + String.join(", ", finalizers),
                "see whose they are, and let that one clear them"));
  }

  private PostNode post(SavedNode saved) {
    return direction == Direction.FORWARD
        ? new PostNode(node, machine.podCidr(), Names.FABRIC_FLANNEL)
        : new PostNode(node, saved.firstPodCidr(), null);
  }

  private Step arrive(NodeFact found) {
    Optional<Wait> unseen = Machines.unseen(view, node);
    if (unseen.isPresent()) {
      return Step.todo("converting " + node, List.of(), List.of(unseen.get()));
    }
    HostFact host = host();
    if (!host.kubeletRunning()) {
      return doing(new RunTask(node, Task.START_KUBELET));
    }
    boolean forward = direction == Direction.FORWARD;
    boolean network =
        forward
            ? view.world().fabrics().flannel().readyNodes().contains(node)
            : view.world().fabrics().calico().agentNodes().contains(node);
    if (!found.ready() || !network || !up(found.status().network())) {
      return Step.todo("converting " + node, List.of(), List.of(network(found, host)));
    }
    if (host.calicoConfigured() == forward) {
      return doing(new RunTask(node, forward ? Task.LEAVE_CALICO : Task.RETURN_TO_CALICO));
    }
    List<PodFact> old = view.world().podsOn(node).stream().filter(this::oldAddress).toList();
    if (!old.isEmpty()) {
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
    int left = forward ? host.residue().calico() : host.residue().flannel();
    if (left != 0) {
      List<Wait> others = Machines.unfit(view);
      if (!others.isEmpty()) {
        return Step.todo("converting " + node, List.of(), others);
      }
      return doing(new RunTask(node, forward ? Task.REMOVE_CALICO : Task.REMOVE_FLANNEL));
    }
    Optional<String> unfit = host.etcd().unfit();
    if (unfit.isPresent()) {
      return waiting("etcd-healthy", unfit.get());
    }
    if (Pins.holds(view, node)) {
      return doing(new SetPin(node, false));
    }
    if (Marks.cordonedByUs(found, view.record().id())) {
      return doing(new Uncordon(node));
    }
    return doing(new ForgetNode(node));
  }

  /**
   * Whether the network that the machine comes to says that it is there: a Ready kubelet or an
   * agent's pod may go by what the other one left. In Canal, flanneld may be the one that says it.
   */
  private boolean up(NodeFact.PodNetwork network) {
    boolean canal = view.world().fabrics().calico().installation() == CalicoFact.Installation.CANAL;
    return switch (network) {
      case FLANNEL -> direction == Direction.FORWARD || canal;
      case CALICO -> direction == Direction.BACKWARD;
      case OTHER -> direction == Direction.BACKWARD && canal;
      case UNKNOWN, UNAVAILABLE -> false;
    };
  }

  private Wait network(NodeFact found, HostFact host) {
    String reason = "its new pod network is not ready yet";
    if (view.world().now().isBefore(found.status().createdAt().plus(LATE))) {
      return Wait.of("network-ready", "node " + node, reason);
    }
    boolean forward = direction == Direction.FORWARD;
    return new Wait(
        "network-ready",
        "node " + node,
        reason,
        "look at the events and the log of %s's pod on it%s"
            .formatted(
                forward ? "Flannel" : "Calico",
                forward && host.calicoConfigured()
                    ? "; restitch rollback takes this machine back to Calico"
                    : ""));
  }

  private Drain.Result drain() {
    Allowance allowance =
        new Allowance(view.world(), view.busy(), view.plan().settings().drain().parallel());
    return Drain.step(view.world(), view.plan().settings(), allowance, node);
  }

  /**
   * Whether its kubelet is seen to be stopped. No pod that comes to the node from then on is ever
   * started, and none ends: a drain has nothing to wait for.
   */
  private boolean stopped() {
    return Machines.unseen(view, node).isEmpty() && !host().kubeletRunning();
  }

  private HostFact host() {
    return Objects.requireNonNull(view.world().platform().hosts().get(node));
  }

  private boolean oldAddress(PodFact pod) {
    if (pod.spec().hostNetwork() || pod.mirror() || pod.terminal()) {
      return false;
    }
    Cidr green = view.plan().settings().network().podCidr();
    boolean forward = direction == Direction.FORWARD;
    return pod.status().addresses().stream()
        .map(Cidr::parse)
        .anyMatch(a -> green.contains(a) != forward);
  }

  /** Whether an agent is still there of the network it leaves; a Node made anew may have either. */
  private boolean agents(boolean anew) {
    boolean forward = direction == Direction.FORWARD;
    var fabrics = view.world().fabrics();
    return ((forward || anew) && fabrics.calico().agentNodes().contains(node))
        || ((!forward || anew) && fabrics.flannel().agentNodes().contains(node));
  }

  private Step doing(Action action) {
    return Step.todo("converting " + node, List.of(action), List.of());
  }

  private Step waiting(String code, String reason) {
    return Step.todo(
        "converting " + node, List.of(), List.of(Wait.of(code, "node " + node, reason)));
  }
}
