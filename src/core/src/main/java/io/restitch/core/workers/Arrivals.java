package io.restitch.core.workers;

import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction.AssignPodCidr;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.ClusterAction.RemoveTaint;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.drain.Allowance;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.BridgeAgents;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.spi.Machine;
import java.util.List;
import java.util.Optional;

/**
 * The life of a machine that comes.
 *
 * <ol>
 *   <li>Machines of earlier attempts go first, like any node that goes but without a turn; also a
 *       Node that registered while its machine was deleted.
 *   <li>It is created.
 *   <li>Its Node appears under its name, and is proved to run on it.
 *   <li>Its Node gets its pod CIDR, once, and not before every node knows the way there.
 *   <li>Its pod network answers, and the bridge, and what the bridge's agent says there is heard
 *       ({@link Hearing}).
 *   <li>Its kubelet is set up as that of a node it stands in for ({@link KubeletCheck}).
 *   <li>It gets the labels, annotations and taints of the nodes it stands in for.
 *   <li>Its startup taint goes: it is in service.
 * </ol>
 *
 * One that cannot be made, does not come in time or cannot come any more is given up ({@link
 * Attempts}).
 */
public final class Arrivals {
  private Arrivals() {}

  /** How the present attempt of a slot stands; {@code ABSENT} if its machine may be created. */
  public static Arrival step(View view, Replacement wanted, PodCidrs ranges, Allowance allowance) {
    Optional<Machine> machine = wanted.machine(view.world());
    for (Machine stray : wanted.strays(view.world())) {
      return stray(view, wanted, stray, machine.isPresent(), allowance);
    }
    for (NodeFact orphan : wanted.orphans(view, wanted.attempt() - 1)) {
      return Arrival.doing(new DeleteNode(orphan.name(), orphan.uid()));
    }
    if (machine.isEmpty()) {
      return Attempts.absent(view, wanted, ranges);
    }
    Machine m = machine.get();
    NodeFact node = view.world().nodes().get(m.name());
    Arrival arrival = node == null ? joining(m) : onNode(view, wanted, m, node);
    if (arrival.serves() || entering(view, wanted, m.name())) {
      return arrival;
    }
    return Attempts.over(view, wanted, m, arrival, ranges).orElse(arrival);
  }

  /**
   * A machine of an earlier attempt, or a second one for one token. It came in service after all if
   * its startup taint went in the very moment in which it was given up; then it is as good as the
   * one that was to follow.
   */
  private static Arrival stray(
      View view, Replacement wanted, Machine stray, boolean followed, Allowance allowance) {
    if (!wanted.mayCarryPods(view.world(), stray)) {
      Departure departure =
          Departures.unused(view, wanted.unused(view.world(), stray), stray, allowance);
      return new Arrival(Arrival.Stage.COMING, departure.actions(), departure.waits());
    }
    return followed
        ? Arrival.waiting(
            new Wait(
                "two-machines",
                "slot " + wanted.key(),
                "machine " + stray.id() + " of an earlier attempt carries pods, and another exists",
                "drain node " + stray.name() + ", then remove it and its machine"))
        : Arrival.inService();
  }

  /** Whether the node's startup taint is on its way out at this moment. */
  static boolean entering(View view, Replacement wanted, String node) {
    return view.busy().runs(new RemoveTaint(node, wanted.startupTaintKey()));
  }

  private static Arrival joining(Machine machine) {
    return Arrival.waiting(
        new Wait(
            "machine-joins",
            "machine " + machine.name(),
            "its Node is not there yet",
            machine.note()));
  }

  private static Arrival onNode(View view, Replacement wanted, Machine machine, NodeFact node) {
    String name = node.name();
    Identity identity = Identity.of(node, machine);
    if (identity == Identity.REFUTED) {
      return Arrival.waiting(
          new Wait(
              "node-identity",
              "node " + name,
              "it does not run on machine " + machine.id() + " that was made for it",
              "find out which machine registered under this name, and remove it"));
    }
    if (!node.tainted(wanted.startupTaintKey())
        && node.annotations().containsKey(Names.CARRIED_OVER)) {
      return Arrival.inService(Carrying.again(view, wanted, node));
    }
    if (identity == Identity.UNKNOWN) {
      return Arrival.waiting(
          new Wait(
              "node-unproved",
              "node " + name,
              "nothing but its name says that it runs on machine " + machine.id(),
              "let the provider say an address or the provider id of the machine that its Node has,"
                  + " too (manual: restitch-provider-manual done NAME ADDRESS)"));
    }
    Cidr cidr = wanted.podCidr();
    if (cidr != null && node.podCidr().isEmpty()) {
      Optional<Wait> taken = taken(view, name, cidr);
      if (taken.isPresent()) {
        return Arrival.waiting(taken.get());
      }
      return Announced.missing(view, name, List.of(cidr))
          .map(Arrival::waiting)
          .orElseGet(() -> Arrival.doing(new AssignPodCidr(name, cidr)));
    }
    if (cidr != null && !node.podCidr().equals(Optional.of(cidr))) {
      return Arrival.waiting(
          new Wait(
              "foreign-pod-cidr",
              "node " + name,
              "it has the pod CIDR " + node.podCidr().get() + ", planned is " + cidr,
              "something else hands out pod CIDRs: find and stop it (kube-controller-manager with"
                  + " --allocate-node-cidrs?); the slot's next machine has another pod CIDR"));
    }
    Optional<Wait> network = network(view, wanted, node);
    if (network.isPresent()) {
      return Arrival.waiting(network.get());
    }
    Optional<Wait> unheard = Hearing.missing(view, node);
    if (unheard.isPresent()) {
      return Arrival.waiting(unheard.get());
    }
    Optional<Arrival> kubelet = KubeletCheck.pending(view, wanted, node);
    if (kubelet.isPresent()) {
      return kubelet.get();
    }
    if (!node.annotations().containsKey(Names.CARRIED_OVER)) {
      return Arrival.doing(Carrying.first(view, wanted, name));
    }
    return MultusReadiness.missing(view, node)
        .map(Arrival::waiting)
        .orElseGet(() -> Arrival.doing(new RemoveTaint(name, wanted.startupTaintKey())));
  }

  /** Calico gives blocks from any pool that somebody makes, also from one over the new range. */
  private static Optional<Wait> taken(View view, String node, Cidr cidr) {
    for (var owned : view.world().fabrics().calico().blocks().entrySet()) {
      for (Cidr block : owned.getValue()) {
        if (block.overlaps(cidr)) {
          return Optional.of(
              new Wait(
                  "range-taken",
                  "node " + node,
                  "its pod CIDR %s overlaps block %s that Calico gave to %s"
                      .formatted(cidr, block, owned.getKey()),
                  "find the IPPool that %s is of (kubectl get ippools -o wide) and take it out of the"
                          .formatted(block)
                      + " new range; the slot's next machine has another pod CIDR"));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Wait> network(View view, Replacement wanted, NodeFact node) {
    String subject = "node " + node.name();
    boolean forward = wanted.direction() == Direction.FORWARD;
    var fabrics = view.world().fabrics();
    if (!node.ready()) {
      return Optional.of(Wait.of("node-ready", subject, "it is not Ready yet"));
    }
    Optional<Wait> flannel =
        forward ? FlannelReadiness.missing(view, node) : Optional.<Wait>empty();
    if (flannel.isPresent()) {
      return flannel;
    }
    if (!forward
        && !view.attested(PhaseName.CALICO_FENCED)
        && !fabrics.calico().agentNodes().contains(node.name())) {
      return Optional.of(Wait.of("calico-ready", subject, "Calico's agent is not on it yet"));
    }
    if (node.status().networkUnavailable()) {
      return Optional.of(
          Wait.of("network-ready", subject, "its condition NetworkUnavailable is still true"));
    }
    if (!view.attested(PhaseName.BRIDGED)
        && fabrics.bridge().installed()
        && !fabrics.bridge().answering().contains(node.name())) {
      return Optional.of(BridgeAgents.unconnected(view.world(), node.name()));
    }
    return Announced.missing(view, node.name(), List.of());
  }
}
