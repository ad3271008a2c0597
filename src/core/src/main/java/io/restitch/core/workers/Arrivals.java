package io.restitch.core.workers;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.AssignPodCidr;
import io.restitch.core.action.ClusterAction.CarryOver;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.ClusterAction.ReadKubelet;
import io.restitch.core.action.ClusterAction.RemoveTaint;
import io.restitch.core.action.MachineAction.DeleteMachine;
import io.restitch.core.action.RecordAction.RecordAttempt;
import io.restitch.core.action.RecordAction.RecordIntent;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.AttemptFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.problem.ErrorCode;
import io.restitch.spi.Machine;
import io.restitch.spi.MachineState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The life of a machine that comes.
 *
 * <ol>
 *   <li>Machines of earlier attempts go first, their Nodes before them; also a Node that registered
 *       while its machine was deleted.
 *   <li>It is created. If the cloud has no room, the next attempt tries another zone; when each was
 *       tried it is asked for again, ever more slowly; if its token was spent on a machine that is
 *       gone, the next attempt has another token.
 *   <li>Its Node appears, and is proved to run on it.
 *   <li>Its Node gets its pod CIDR, once, and not before every node knows the way there.
 *   <li>Its pod network answers, and the bridge.
 *   <li>Its kubelet is set up as that of a node it stands in for ({@link KubeletCheck}).
 *   <li>It gets the labels, annotations and taints of the nodes it stands in for.
 *   <li>Its startup taint goes: it is in service.
 * </ol>
 *
 * A machine that is not connected after the boot limit is given up: the next attempt is recorded,
 * with a pod CIDR that was never used. Each time all attempts are used up a person is asked; when
 * he lets it go on, there are as many again.
 */
public final class Arrivals {
  private Arrivals() {}

  /** How the present attempt of a slot stands; {@code ABSENT} if its machine may be created. */
  public static Arrival step(View view, Replacement wanted, PodCidrs ranges) {
    Optional<Machine> machine = wanted.machine(view.world());
    for (Machine stray : wanted.strays(view.world())) {
      return stray(view, wanted, stray, machine.isPresent());
    }
    for (NodeFact orphan : wanted.orphans(view, wanted.attempt() - 1)) {
      return Arrival.doing(new DeleteNode(orphan.name(), orphan.uid()));
    }
    if (machine.isEmpty()) {
      return absent(view, wanted, ranges);
    }
    Machine m = machine.get();
    NodeFact node = view.world().nodes().get(m.name());
    Arrival arrival = node == null ? joining(m) : onNode(view, wanted, m, node);
    Instant limit = m.createdAt().plus(view.plan().settings().workers().bootTimeout());
    boolean late =
        !arrival.serves()
            && !entering(view, wanted, m.name())
            && !connected(arrival)
            && !view.world().now().isBefore(limit);
    return late ? retry(view, wanted, wanted.zone(), lateReason(view, arrival), ranges) : arrival;
  }

  /**
   * A machine of an earlier attempt. It came in service after all if its startup taint went in the
   * very moment in which it was given up; then it is as good as the one that was to follow.
   */
  private static Arrival stray(View view, Replacement wanted, Machine stray, boolean followed) {
    NodeFact node = view.world().nodes().get(stray.name());
    boolean mayCarryPods =
        node != null && Replacement.runsOn(node, stray) && !node.tainted(wanted.startupTaintKey());
    if (!mayCarryPods) {
      return goes(stray)
          .map(Arrival::waiting)
          .orElseGet(() -> Arrival.doing(giveUp(view, wanted, stray)));
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

  /** Whether all is well with its machine: another one would be no better. */
  private static boolean connected(Arrival arrival) {
    return KubeletCheck.holds(arrival)
        || arrival.actions().stream()
            .anyMatch(a ->
                a instanceof ReadKubelet || a instanceof CarryOver || a instanceof RemoveTaint);
  }

  /** Whether the node's startup taint is on its way out at this moment. */
  static boolean entering(View view, Replacement wanted, String node) {
    return view.busy().runs(new RemoveTaint(node, wanted.startupTaintKey()));
  }

  private static Arrival absent(View view, Replacement wanted, PodCidrs ranges) {
    if (view.busy().failures().isEmpty()) {
      return Arrival.absent();
    }
    Optional<InFlight.Failure> failure = view.busy().failure(wanted.creation(view));
    ErrorCode code = failure.map(InFlight.Failure::code).orElse(null);
    if (code == ErrorCode.NO_CAPACITY) {
      return otherZone(view, wanted)
          .map(zone -> retry(view, wanted, zone, failure.get().message(), ranges))
          .orElseGet(Arrival::absent);
    }
    return code == ErrorCode.CONFLICT
        ? retry(view, wanted, wanted.zone(), failure.get().message(), ranges)
        : Arrival.absent();
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
    if (!Replacement.runsOn(node, machine)) {
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
    Cidr cidr = wanted.podCidr();
    if (cidr != null && node.podCidr().isEmpty()) {
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
              "something else hands out pod CIDRs; stop it, then remove machine " + machine.id()));
    }
    Optional<Wait> network = network(view, wanted, node);
    if (network.isPresent()) {
      return Arrival.waiting(network.get());
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

  private static Optional<Wait> network(View view, Replacement wanted, NodeFact node) {
    String subject = "node " + node.name();
    boolean forward = wanted.direction() == Direction.FORWARD;
    var fabrics = view.world().fabrics();
    if (!node.ready()) {
      return Optional.of(Wait.of("node-ready", subject, "it is not Ready yet"));
    }
    boolean flannel = view.attested(PhaseName.FLANNEL_INSTALLED);
    if (forward && !flannel && !fabrics.flannel().readyNodes().contains(node.name())) {
      return Optional.of(Wait.of("flannel-ready", subject, "Flannel is not ready on it yet"));
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
      return Optional.of(Wait.of("bridge-answers", subject, "it does not answer over the bridge"));
    }
    return Announced.missing(view, node.name(), List.of());
  }

  /** A wait, if the cloud has already accepted that a machine is deleted. */
  static Optional<Wait> goes(Machine machine) {
    return machine.state() == MachineState.STOPPING
        ? Optional.of(
            new Wait(
                "machine-goes",
                "machine " + machine.name(),
                "the provider is deleting it",
                machine.note()))
        : Optional.empty();
  }

  /** One step of removing a machine that never carried pods. */
  static Action giveUp(View view, Replacement wanted, Machine machine) {
    NodeFact node = view.world().nodes().get(machine.name());
    return node != null
            && Replacement.runsOn(node, machine)
            && node.tainted(wanted.startupTaintKey())
        ? new DeleteNode(node.name(), node.uid())
        : new DeleteMachine(machine.id(), machine.name());
  }

  private static Arrival retry(
      View view, Replacement wanted, String zone, String reason, PodCidrs ranges) {
    int most = Math.max(1, view.plan().settings().workers().attempts());
    Optional<Cidr> cidr = wanted.podCidr() == null ? Optional.empty() : ranges.next();
    boolean noRange = wanted.podCidr() != null && cidr.isEmpty();
    List<Action> actions = new ArrayList<>();
    List<Wait> waits = new ArrayList<>();
    if (noRange || wanted.attempt() % most == 0) {
      String why =
          "slot %s: %s (after %d attempts%s)"
              .formatted(
                  wanted.key(),
                  reason,
                  wanted.attempt(),
                  noRange ? ", and no pod CIDR is left" : "");
      actions.add(new RecordIntent(Intent.PAUSE, why));
      waits.add(
          new Wait(
              "machine-failed",
              "slot " + wanted.key(),
              why,
              noRange
                  ? "restitch abort, then make a plan with a larger network.podCidr"
                  : "look at the machine's console and the provider's limits, then restitch resume"));
    }
    if (!noRange) {
      AttemptFact next = new AttemptFact(wanted.attempt() + 1, cidr.orElse(null), zone, reason);
      actions.add(new RecordAttempt(wanted.key(), next));
    }
    return new Arrival(Arrival.Stage.COMING, actions, waits);
  }

  /**
   * The next zone to try; none if each was tried, or if pods of the replaced nodes have volumes,
   * which stay in their zone: then room is waited for.
   */
  private static Optional<String> otherZone(View view, Replacement wanted) {
    List<String> zones =
        view.plan().slots().stream().map(s -> s.shape().zone()).distinct().sorted().toList();
    boolean bound =
        wanted.slot().replaces().stream()
            .flatMap(r -> view.world().podsOn(r.nodeName()).stream())
            .anyMatch(p -> !p.spec().storage().claims().isEmpty());
    if (bound || wanted.attempt() >= zones.size()) {
      return Optional.empty();
    }
    int next = zones.indexOf(wanted.zone()) + 1;
    return Optional.of(Objects.requireNonNull(zones.get(next % zones.size())));
  }

  private static String lateReason(View view, Arrival arrival) {
    return "not in service %d min after its creation: %s"
        .formatted(
            view.plan().settings().workers().bootTimeout().toMinutes(),
            arrival.waits().isEmpty() ? "still at work" : arrival.waits().getFirst().reason());
  }
}
