package io.restitch.core.workers;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.Cordon;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.ClusterAction.DeletePod;
import io.restitch.core.action.FabricAction.Pin;
import io.restitch.core.action.FabricAction.Unpin;
import io.restitch.core.action.MachineAction.DeleteMachine;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.decision.Wait;
import io.restitch.core.drain.Allowance;
import io.restitch.core.drain.Drain;
import io.restitch.core.fact.AttachmentFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.phase.View;
import io.restitch.core.workers.Departure.Stage;
import io.restitch.spi.Machine;
import io.restitch.spi.MachineState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The life of a node that goes. Node first, then its pods, then the machine: the usual order costs
 * Services up to 56 s of dead endpoints.
 *
 * <ol>
 *   <li>Cordoned, if what stays behind can carry everything ({@link CapacityGate}).
 *   <li>Drained, through the Eviction API only.
 *   <li>The volumes of the evicted pods are detached.
 *   <li>Pinned to the bridge, so that its ranges stay reachable while routes vanish.
 *   <li>Its Node is deleted, while the machine runs; its DaemonSets do not come back without one.
 *   <li>Its remaining pods off the host network are deleted gracefully.
 *   <li>No EndpointSlice has had a ready pod there for the settle time: the machine is deleted.
 * </ol>
 *
 * A Node that comes back before its machine is gone, since its kubelet restarted, goes the same way
 * again, but that nobody waits for a word from a machine that shuts down; one whose machine the
 * provider knows to be gone is deleted. A node that somebody else cordoned waits for its turn like
 * any other.
 */
public final class Departures {
  private Departures() {}

  /** A node that has to go, and its machine. */
  public record Leaver(String nodeName, String machineId) {}

  /** The next step of a node that has to go; a serving one only starts if its turn has come. */
  public static Departure step(
      View view, Leaver leaver, Allowance allowance, CapacityGate gate, boolean itsTurn) {
    NodeFact node = view.world().nodes().get(leaver.nodeName());
    if (node == null) {
      return withoutNode(view, leaver);
    }
    if (view.world().platform().seenGone(leaver.machineId())) {
      return Departure.doing(Stage.LEAVING, new DeleteNode(node.name(), node.uid()));
    }
    if (!Marks.cordonedByUs(node, view.record().id())) {
      if (!itsTurn) {
        return new Departure(Stage.SERVING, List.of(), List.of());
      }
      if (!node.cordoned()) {
        return cordon(view, node, gate);
      }
    }
    return emptied(view, node, allowance, !goesDown(view, leaver));
  }

  /**
   * The next step of a machine that never came in service. No capacity goes with it, so that
   * nothing holds it but pods that tolerate everything, which run on it all the same. One whose
   * agent was never heard will not say that it is pinned either.
   *
   * @param nodes its Nodes that are left
   */
  static Departure unused(View view, List<NodeFact> nodes, Machine machine, Allowance allowance) {
    Observed world = view.world();
    for (NodeFact node : nodes) {
      boolean empty = Drain.mustGo(world, view.plan(), node.name()).isEmpty();
      if (world.platform().seenGone(machine.id()) || (!node.ready() && empty)) {
        return Departure.doing(Stage.LEAVING, new DeleteNode(node.name(), node.uid()));
      }
      boolean bridged =
          node.name().equals(machine.name())
              && world.fabrics().bridge().answering().contains(node.name())
              && world.fabrics().bridge().reports().containsKey(node.name());
      return node.cordoned()
          ? emptied(view, node, allowance, bridged)
          : Departure.doing(Stage.LEAVING, new Cordon(node.name(), view.record().id()));
    }
    if (world.node(machine.name()).isPresent() && !goesDown(machine)) {
      return Departure.doing(Stage.NODE_GONE, new DeleteMachine(machine.id(), machine.name()));
    }
    return withoutNode(view, new Leaver(machine.name(), machine.id()));
  }

  /**
   * What follows once a node is cordoned.
   *
   * @param bridged whether its ranges have to stay reachable: there are pods on it, and its machine
   *     does not shut down already
   */
  private static Departure emptied(View view, NodeFact node, Allowance allowance, boolean bridged) {
    Drain.Result drain = Drain.step(view.world(), view.plan(), allowance, node.name());
    if (!drain.drained()) {
      List<Action> evictions = new ArrayList<>(drain.evictions());
      return new Departure(Stage.LEAVING, evictions, drain.waits());
    }
    for (AttachmentFact attached : Drain.attached(view.world(), node.name())) {
      return Departure.waiting(
          Stage.LEAVING,
          Wait.of(
              "volume-attached",
              "node " + node.name(),
              "volume " + attached.volume() + " is still attached"));
    }
    if (bridged && Pins.missing(view, node.name())) {
      return Departure.doing(Stage.LEAVING, new Pin(node.name(), Who.ITSELF));
    }
    Optional<Wait> unreported = bridged ? Pins.unreported(view, node.name()) : Optional.empty();
    if (unreported.isPresent()) {
      return Departure.waiting(Stage.LEAVING, unreported.get());
    }
    return Departure.doing(Stage.LEAVING, new DeleteNode(node.name(), node.uid()));
  }

  /** Whether its machine shuts down already: nobody there will say that it is pinned. */
  private static boolean goesDown(View view, Leaver leaver) {
    return view.world().machine(leaver.machineId()).filter(Departures::goesDown).isPresent();
  }

  private static boolean goesDown(Machine machine) {
    return machine.state() == MachineState.STOPPING;
  }

  private static Departure cordon(View view, NodeFact node, CapacityGate gate) {
    Cordon cordon = new Cordon(node.name(), view.record().id());
    Optional<Wait> refusal = view.busy().runs(cordon) ? Optional.empty() : gate.refuse(node);
    return refusal
        .map(wait -> Departure.waiting(Stage.SERVING, wait))
        .orElseGet(() -> Departure.doing(Stage.LEAVING, cordon));
  }

  private static Departure withoutNode(View view, Leaver leaver) {
    Observed world = view.world();
    String node = leaver.nodeName();
    if (world.platform().seenGone(leaver.machineId())) {
      return Pins.holds(view, node)
          ? Departure.doing(Stage.GONE, new Unpin(node))
          : new Departure(Stage.GONE, List.of(), List.of());
    }
    Optional<Machine> machine = world.machine(leaver.machineId());
    if (machine.isEmpty()) {
      return Departure.waiting(
          Stage.NODE_GONE,
          Wait.of("machine-look", "machine " + node, "asking the provider about it"));
    }
    if (goesDown(machine.get())) {
      return Departure.waiting(
          Stage.NODE_GONE,
          new Wait(
              "machine-ends", "machine " + node, "it is on its way down", machine.get().note()));
    }
    List<Action> deletions = new ArrayList<>();
    List<Wait> waits = new ArrayList<>();
    boolean serves = world.workloads().serves(node);
    for (PodFact pod : world.podsOn(node)) {
      if (pod.mirror() || pod.terminal() || (pod.spec().hostNetwork() && !serves)) {
        continue;
      }
      waits.add(Wait.of("pod-terminating", "pod " + pod.ref(), "its Node is gone, it shuts down"));
      if (!pod.terminating()) {
        deletions.add(new DeletePod(pod.ref(), pod.uid(), node, "its Node is gone"));
      }
    }
    Instant settled = world.quietSince(node).plus(view.plan().settings().workers().settle());
    if (serves || world.now().isBefore(settled)) {
      waits.add(
          Wait.of(
              "endpoints-ready",
              "node " + node,
              serves
                  ? "Services still send traffic to pods on it"
                  : "kube-proxies settle until " + settled.truncatedTo(ChronoUnit.SECONDS)));
    }
    if (waits.isEmpty()) {
      return Departure.doing(Stage.NODE_GONE, new DeleteMachine(leaver.machineId(), node));
    }
    return new Departure(Stage.NODE_GONE, deletions, waits);
  }
}
