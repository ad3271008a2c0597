package io.restitch.core.phases;

import io.restitch.core.action.Action;
import io.restitch.core.action.FabricAction.InstallBridge;
import io.restitch.core.action.FabricAction.RemoveBridge;
import io.restitch.core.action.FabricAction.SetBridgeMap;
import io.restitch.core.action.FabricAction.SetPool;
import io.restitch.core.bridge.AgentReport;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.LinkRange;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Autodetection;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.BridgeFact.Pool;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Agent;
import io.restitch.core.phase.BridgeAgents;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.BridgeSpec;
import io.restitch.core.workers.Pins;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pods of both networks reach each other. Routes first, on every node; only then the disabled
 * IPPool that keeps source addresses: the pool without routes leaves answers no way back. One that
 * somebody changed is made anew.
 *
 * <p>As long as Calico takes the bridge's device for that of its nodes, nothing goes on.
 *
 * <p>Agents and pool have to stay until CalicoRemoved starts. Whether nodes answer is asked only
 * before the phase is true: later on only the machine in change gates anything.
 */
public final class Bridged implements Phase {
  @Override
  public PhaseName name() {
    return PhaseName.BRIDGED;
  }

  @Override
  public Step forward(View view) {
    BridgeFact bridge = view.world().fabrics().bridge();
    BridgeSpec wanted = BridgeSpec.of(view.plan().settings());
    if (!bridge.installedAs().equals(wanted.text())) {
      return Step.todo(
          "the bridge is not installed", List.of(new InstallBridge(wanted)), List.of());
    }
    if (bridge.map().peers().isEmpty()) {
      List<SetBridgeMap> told = refresh(view);
      return Step.todo("the agents know no nodes", told, told.isEmpty() ? full(view) : List.of());
    }
    List<Wait> moved = moved(view, bridge);
    if (!moved.isEmpty()) {
      return Step.todo("Calico takes the bridge for its nodes' network", refresh(view), moved);
    }
    List<Wait> silent = wasTrue(view) ? List.of() : silent(view, bridge);
    if (!silent.isEmpty()) {
      return Step.todo(silent.size() + " nodes do not answer", List.of(), silent);
    }
    Cidr range = view.plan().settings().network().podCidr();
    List<SetPool> make = List.of(new SetPool(Optional.of(range)));
    return switch (bridge.pool()) {
      case AS_MADE ->
          Step.done(bridge.answering().size() + " nodes answer, source addresses are kept");
      case ABSENT -> Step.todo("the pool is missing", make, List.of());
      case CHANGED -> Step.todo("somebody changed the pool", make, List.of());
    };
  }

  /**
   * What keeps the agents' map as the nodes are, whatever else goes on: nodes come and go, and
   * Calico gives them more blocks; a machine that is gone is no longer pinned. An emptied map stays
   * empty, since the bridge is being removed.
   */
  public static List<Action> upkeep(View view) {
    if (!stands(view)) {
      return List.of();
    }
    List<Action> actions = new ArrayList<>(refresh(view));
    actions.addAll(Pins.forgotten(view));
    return actions;
  }

  /** Whether there is a bridge of ours whose agents know of nodes. */
  public static boolean stands(View view) {
    BridgeFact bridge = view.world().fabrics().bridge();
    boolean ours = view.started(PhaseName.BRIDGED) && !view.attested(PhaseName.BRIDGED);
    return ours && bridge.installed() && !bridge.map().peers().isEmpty();
  }

  /**
   * Nodes that the bridge does not reach, since it has no link address left for them. A machine of
   * ours gets no pod range until one is free.
   */
  public static List<Wait> unlinked(View view) {
    return stands(view) ? full(view) : List.of();
  }

  private static List<Wait> full(View view) {
    Cidr links = view.world().fabrics().bridge().map().links();
    return Ground.unlinked(view).stream()
        .map(n ->
            new Wait(
                "link-range-full",
                "node " + n,
                "the bridge has no link address left for it in %s, which holds %d nodes"
                    .formatted(links, LinkRange.room(links)),
                "remove nodes and machines that are not needed, or 'restitch rollback', and plan"
                    + " anew with a larger network.linkRange"))
        .toList();
  }

  /** What tells the agents of nodes and ranges as they are now; nothing if they know. */
  public static List<SetBridgeMap> refresh(View view) {
    BridgeMap next = Ground.next(view);
    return next.equals(view.world().fabrics().bridge().map())
        ? List.of()
        : List.of(new SetBridgeMap(next));
  }

  private static boolean wasTrue(View view) {
    return view.record().condition(PhaseName.BRIDGED).filter(Condition::holds).isPresent();
  }

  /** Nodes whose address, as Calico has it, is one of the bridge's: its overlay runs over ours. */
  private static List<Wait> moved(View view, BridgeFact bridge) {
    Cidr links = bridge.map().links();
    return view.world().nodes().values().stream()
        .filter(n -> n.fabric() == Fabric.CALICO)
        .filter(n -> n.calicoAddress().filter(links::contains).isPresent())
        .map(n ->
            new Wait(
                "calico-moved",
                "node " + n.name(),
                "Calico took %s, the bridge's, for its address".formatted(n.calicoAddress().get()),
                Autodetection.REMEDY))
        .toList();
  }

  private static List<Wait> silent(View view, BridgeFact bridge) {
    return view.world().nodes().values().stream()
        .filter(NodeFact::ready)
        .filter(n -> !bridge.answering().contains(n.name()))
        .map(n -> BridgeAgents.unconnected(view.world(), n.name()))
        .toList();
  }

  @Override
  public Step backward(View view) {
    return view.world().fabrics().bridge().pool() != Pool.ABSENT
        ? Step.todo("the pool is there", List.of(new SetPool(Optional.empty())), List.of())
        : takeAway(view);
  }

  /**
   * Takes the bridge away: each agent first undoes what it did on its machine, and says so; then
   * the agents go. A node that is not ready is waited for if there is an agent on it: its kubelet
   * may come back without a boot, and nobody would undo anything there. Whoever deletes its Node
   * says that its machine does not come back as it is.
   */
  static Step takeAway(View view) {
    BridgeFact bridge = view.world().fabrics().bridge();
    if (!bridge.installed()) {
      return Step.done("the bridge is gone");
    }
    if (bridge.map().generation() > 0 && !bridge.map().emptied()) {
      return Step.todo(
          "the bridge is there", List.of(new SetBridgeMap(bridge.map().empty())), List.of());
    }
    List<Wait> undone =
        view.world().nodes().values().stream()
            .filter(n -> n.ready() || Agent.BRIDGE.on(view.world(), n.name()).isPresent())
            .map(NodeFact::name)
            .filter(n -> !undid(bridge, n))
            .map(n -> undone(view.world(), n))
            .toList();
    return undone.isEmpty()
        ? Step.todo("the agents are there", List.of(new RemoveBridge()), List.of())
        : Step.waiting("the bridge is being taken away", undone);
  }

  private static Wait undone(Observed world, String node) {
    Wait wait = Wait.of("bridge-undone", "node " + node, "its agent still takes it away");
    return BridgeAgents.awaited(world, wait, node, BridgeAgents.since(world, node));
  }

  private static boolean undid(BridgeFact bridge, String node) {
    AgentReport said = bridge.reports().get(node);
    return bridge.map().generation() == 0
        || (said != null && said.applied() && said.map() >= bridge.map().generation());
  }
}
