package io.restitch.core.controlplane;

import io.restitch.core.Names;
import io.restitch.core.action.HostAction.RunTask;
import io.restitch.core.action.HostAction.Task;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.SavedNode;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Conversion;
import io.restitch.core.plan.Direction;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which control-plane machine is, or may be, in change. */
final class Machines {
  private Machines() {}

  /** The machine that is between two pod networks: its Node saved, or neither here nor there. */
  static Optional<Conversion> inChange(View view) {
    return view.plan().conversions().stream().filter(c -> changing(view, c.nodeName())).findFirst();
  }

  static boolean changing(View view, String node) {
    return view.record().notes().saved().containsKey(node)
        || view.world().node(node).filter(n -> n.fabric() == Fabric.CONVERTING).isPresent();
  }

  /**
   * Which way a machine in change goes. One whose Node has been posted again goes on the way it was
   * posted, whatever is wanted by now, with one way out: a rollback turns it round while its pods
   * still come up on Calico. So a Flannel that never works on this machine is no dead end.
   */
  static Direction way(View view, String node, Direction wanted) {
    SavedNode saved = view.record().notes().saved().get(node);
    NodeFact found = view.world().nodes().get(node);
    if (found == null || !posted(saved, found)) {
      return wanted;
    }
    boolean onFlannel = found.fabric() == Fabric.FLANNEL;
    boolean back = wanted == Direction.BACKWARD && onCalicoStill(view, node);
    return onFlannel && !back ? Direction.FORWARD : Direction.BACKWARD;
  }

  /**
   * Whether Calico's CNI configuration has not even been moved aside. It is seen by looking; and
   * the agent that has to leave again needs a kubelet that runs.
   */
  private static boolean onCalicoStill(View view, String node) {
    HostFact host = view.world().platform().hosts().get(node);
    return host != null
        && unseen(view, node).isEmpty()
        && host.kubeletRunning()
        && host.calicoConfigured();
  }

  /** Whether a Node that we posted for Flannel is on its way back to Calico. */
  static boolean turning(@Nullable SavedNode saved, NodeFact found, Direction direction) {
    return posted(saved, found)
        && direction == Direction.BACKWARD
        && found.fabric() != Fabric.CALICO;
  }

  /** Whether this Node is the one that we posted in place of the saved one. */
  static boolean posted(@Nullable SavedNode saved, NodeFact found) {
    return saved != null && saved.uid().equals(found.annotations().get(Names.POSTED_FOR));
  }

  /** Whether a machine stands on a pod network, and is not in change; cordoned or not. */
  static boolean standsOn(View view, String node, Fabric fabric) {
    Optional<NodeFact> found = view.world().node(node);
    return !changing(view, node) && found.isPresent() && found.get().fabric() == fabric;
  }

  /** Control planes that stand in the way of a change: not seen, or with an unfit etcd member. */
  static List<Wait> unfit(View view) {
    return view.plan().conversions().stream()
        .map(Conversion::nodeName)
        .flatMap(n -> unfit(view, n).stream())
        .toList();
  }

  /** Whether every control plane has been looked at, or tried to. */
  static boolean allSeen(View view) {
    return view.plan().conversions().stream()
        .allMatch(c -> view.world().platform().hosts().containsKey(c.nodeName()));
  }

  /**
   * Why nothing may be done on a machine: it is not seen, or it is not this Node's. Without a Node
   * there is nothing to compare.
   */
  static Optional<Wait> unseen(View view, String node) {
    HostFact host = view.world().platform().hosts().get(node);
    return host == null || host.problem().isPresent()
        ? unfit(view, node)
        : mistaken(view, node, host);
  }

  /** A machine of which {@link #unseen} says nothing. */
  static HostFact seen(View view, String node) {
    return Objects.requireNonNull(view.world().platform().hosts().get(node));
  }

  private static Optional<Wait> mistaken(View view, String node, HostFact host) {
    return view.world().node(node).flatMap(n -> Obstacles.mistaken(n, host));
  }

  /**
   * What is left on a machine of the network it comes from. On the way back to Canal, Flannel's
   * things are Canal's own.
   */
  static HostFact.Left left(View view, HostFact host, Direction direction) {
    if (direction == Direction.FORWARD) {
      return host.residue().calico();
    }
    boolean canal = view.world().fabrics().calico().installation() == CalicoFact.Installation.CANAL;
    return canal ? HostFact.Residue.NONE.flannel() : host.residue().flannel();
  }

  /** What takes them away. */
  static RunTask cleaning(String node, Direction direction) {
    return new RunTask(
        node, direction == Direction.FORWARD ? Task.REMOVE_CALICO : Task.REMOVE_FLANNEL);
  }

  /** What is wrong with a control plane, if anything is. */
  static Optional<Wait> unfit(View view, String node) {
    HostFact host = view.world().platform().hosts().get(node);
    if (host == null) {
      return Optional.of(
          Wait.of("host-unseen", "node " + node, "its machine has not been looked at yet"));
    }
    return host.problem()
        .map(p -> new Wait("host-unreachable", "node " + node, p.message(), p.remedy()))
        .or(() -> mistaken(view, node, host))
        .or(() ->
            host.etcd()
                .unfit()
                .map(why ->
                    new Wait(
                        "etcd-healthy",
                        "node " + node,
                        why,
                        "bring it back before a control plane is changed")));
  }
}
