package io.restitch.core.controlplane;

import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction.PostNode;
import io.restitch.core.action.RecordAction.ForgetNode;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.SavedNode;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Conversion;
import io.restitch.core.plan.Direction;

/**
 * One control-plane machine changes its pod network in place.
 *
 * <ol>
 *   <li>{@link Leaving}: emptied, freed of the agent of the network it leaves, its Node saved, its
 *       kubelet stopped, its Node deleted. Static pods run on.
 *   <li>The Node is posted again with its new pod CIDR, within the 40 s that PodGC gives orphaned
 *       pods. A running kubelet never registers a second time.
 *   <li>{@link Arriving}: the kubelet started, the new network there, what the old one left taken
 *       away, back in service.
 * </ol>
 *
 * A rollback can turn a machine round once it arrives: the posted Node is saved in its turn, and
 * all begins again the other way.
 *
 * <p>Which step is next follows from what is seen, never from what was done. No leader is moved, no
 * kubelet stopped, no Node deleted and nothing cleaned up while any control plane is unfit. Between
 * the delete and the kubelet's start no other machine is asked: there is no going back then.
 */
final class Converting {
  private final Turn turn;

  Converting(View view, Conversion machine, Direction direction) {
    this.turn = new Turn(view, machine, direction);
  }

  Step step() {
    SavedNode saved = turn.saved();
    NodeFact found = turn.found();
    if (found == null) {
      return saved == null
          ? turn.waiting(
              "node-lost",
              "its Node is gone, and no copy of it is in the record",
              "restart its kubelet, so that it registers again")
          : turn.doing(post(saved));
    }
    if (saved != null && saved.uid().equals(found.annotations().get(Names.FORGET_SAVED))) {
      return turn.doing(new ForgetNode(turn.node()));
    }
    if (Machines.turning(saved, found, turn.direction())) {
      return new Leaving(turn, found, null).step();
    }
    if (Machines.posted(saved, found)) {
      return new Arriving(turn, found).step();
    }
    return saved == null || saved.uid().equals(found.uid()) || bare(found)
        ? new Leaving(turn, found, saved).step()
        : foreign(found, saved);
  }

  private PostNode post(SavedNode saved) {
    return turn.forward()
        ? new PostNode(turn.node(), turn.machine().podCidr(), Names.FABRIC_FLANNEL)
        : new PostNode(turn.node(), saved.firstPodCidr(), null);
  }

  /**
   * Whether it is as a kubelet registers it (kubelet_node_status.go, registerWithAPIServer), but
   * for the marks of {@link Leaving}: kubeadm's label and a pod CIDR come from elsewhere. After a
   * power cut between delete and post a kubelet registers its Node itself. That one makes room for
   * the saved one, emptied first: pods may have come to it.
   */
  private static boolean bare(NodeFact found) {
    return !found.controlPlane()
        && found.spec().podCidrs().isEmpty()
        && found.fabric() != Fabric.FLANNEL
        && !found.annotations().containsKey(Names.POSTED_FOR);
  }

  /**
   * Any other Node that is neither the saved one nor posted by us is somebody's work, and stays.
   */
  private Step foreign(NodeFact found, SavedNode saved) {
    return turn.waiting(
        "node-renewed",
        "someone made its Node anew: its UID is %s, the saved one's is %s"
            .formatted(found.uid(), saved.uid()),
        "if it was posted from the saved copy: kubectl annotate node %1$s %2$s=%4$s; if its machine joined anew: kubectl annotate node %1$s %3$s=%4$s"
            .formatted(turn.node(), Names.POSTED_FOR, Names.FORGET_SAVED, saved.uid()));
  }
}
