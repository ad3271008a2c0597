package io.restitch.core.controlplane;

import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction.Cordon;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.ClusterAction.SetLabel;
import io.restitch.core.action.FabricAction.Pin;
import io.restitch.core.action.HostAction.RunTask;
import io.restitch.core.action.HostAction.Task;
import io.restitch.core.action.RecordAction.SaveNode;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.decision.Wait;
import io.restitch.core.drain.Allowance;
import io.restitch.core.drain.Drain;
import io.restitch.core.drain.DrainRules;
import io.restitch.core.drain.PodVerdict;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.SavedNode;
import io.restitch.core.guard.Guard;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.workers.CapacityGate;
import io.restitch.core.workers.Pins;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way of a control-plane machine to the delete of its Node.
 *
 * <ol>
 *   <li>Cordoned, drained, pinned to the bridge.
 *   <li>Labelled {@code converting}: the agent of the network it leaves goes, its kernel state
 *       stays.
 *   <li>Its Node is saved in the record. Leadership of etcd is moved away.
 *   <li>The kubelet is stopped, the Node deleted: not while somebody has taken the fence away.
 * </ol>
 */
final class Leaving {
  private final Turn turn;
  private final View view;
  private final NodeFact found;
  private final @Nullable SavedNode saved;

  /**
   * @param found the Node that is to go
   * @param saved what is kept of it, or of the one that this one stands in for; null if nothing is
   */
  Leaving(Turn turn, NodeFact found, @Nullable SavedNode saved) {
    this.turn = turn;
    this.view = turn.view();
    this.found = found;
    this.saved = saved;
  }

  Step step() {
    String node = turn.node();
    if (!found.cordoned()) {
      return cordon();
    }
    boolean emptied = saved != null && stopped();
    if (!emptied && !onlyReturned()) {
      Drain.Result drain = drain();
      if (!drain.drained()) {
        return Step.todo("draining " + node, drain.evictions(), drain.waits());
      }
    }
    if (Pins.missing(view, node)) {
      return turn.doing(new Pin(node, Who.EVERYONE));
    }
    Optional<Wait> unreported = Pins.unreported(view, node);
    if (unreported.isPresent()) {
      return turn.waiting(List.of(unreported.get()));
    }
    if (found.fabric() != Fabric.CONVERTING) {
      return turn.doing(new SetLabel(node, Names.FABRIC, Names.FABRIC_CONVERTING));
    }
    if (!emptied && agents()) {
      return turn.waiting("agent-leaves", "the agent of the pod network it leaves is still there");
    }
    if (saved == null) {
      return turn.doing(new SaveNode(node, found.uid()));
    }
    Optional<Wait> unseen = turn.unseen();
    return unseen.isPresent() ? turn.waiting(List.of(unseen.get())) : delete();
  }

  private Step cordon() {
    Cordon cordon = new Cordon(turn.node(), view.record().id());
    Optional<Wait> refusal =
        view.busy().runs(cordon) ? Optional.empty() : new CapacityGate(view).refuse(found);
    return refusal
        .map(w ->
            turn.waiting(
                w.code(), w.reason(), "add a node, or scale something down for the time being"))
        .orElseGet(() -> turn.doing(cordon));
  }

  private Step delete() {
    List<Wait> held = new ArrayList<>(Machines.unfit(view));
    Obstacles.finalizers(found).ifPresent(held::add);
    held.addAll(new Guard(view).waits());
    if (!held.isEmpty()) {
      return held(held);
    }
    if (turn.host().etcd().leader() && view.plan().conversions().size() > 1) {
      return turn.doing(new RunTask(turn.node(), Task.MOVE_ETCD_LEADER));
    }
    if (turn.host().kubeletRunning()) {
      return turn.doing(new RunTask(turn.node(), Task.STOP_KUBELET));
    }
    return turn.doing(new DeleteNode(turn.node(), found.uid()));
  }

  /**
   * Waits for a person, before the Node is deleted. Meanwhile its kubelet runs: nobody else starts
   * a static pod again, this machine's etcd among them.
   */
  private Step held(List<Wait> waits) {
    boolean runs = turn.host().kubeletRunning();
    return runs || found.status().deleting() || !Machines.allSeen(view)
        ? turn.waiting(waits)
        : Step.todo(
            "converting " + turn.node(),
            List.of(new RunTask(turn.node(), Task.START_KUBELET)),
            waits);
  }

  /**
   * Whether its kubelet is seen to be stopped. No pod that comes to the node from then on is ever
   * started, and none ends: a drain has nothing to wait for.
   */
  private boolean stopped() {
    return turn.unseen().isEmpty() && !turn.host().kubeletRunning();
  }

  /**
   * Whether all that is left came after the cordon, because it tolerates one: evicted, it would
   * come again and again. It runs on while the kubelet is stopped, and {@link Arriving} replaces it
   * if it has an address of the old network.
   */
  private boolean onlyReturned() {
    Optional<Instant> cordoned = found.cordonedAt();
    List<PodFact> left = Drain.mustGo(view.world(), view.plan(), turn.node());
    return cordoned.isPresent()
        && !left.isEmpty()
        && left.stream().allMatch(p -> returned(p, cordoned.get()));
  }

  private boolean returned(PodFact pod, Instant cordoned) {
    return pod.status().createdAt().isAfter(cordoned)
        && !pod.terminating()
        && DrainRules.judge(pod, view.plan()).treatment() == PodVerdict.Treatment.MOVE;
  }

  private Drain.Result drain() {
    Allowance allowance =
        new Allowance(view.world(), view.busy(), view.plan().settings().drain().parallel());
    return Drain.step(view.world(), view.plan(), allowance, turn.node());
  }

  /** Whether an agent is still there of the network it leaves; a Node made anew may have either. */
  private boolean agents() {
    boolean anew = saved != null && !saved.uid().equals(found.uid());
    var fabrics = view.world().fabrics();
    return ((turn.forward() || anew) && fabrics.calico().agentNodes().contains(turn.node()))
        || ((!turn.forward() || anew) && fabrics.flannel().agentNodes().contains(turn.node()));
  }
}
