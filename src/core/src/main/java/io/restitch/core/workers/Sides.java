package io.restitch.core.workers;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.Uncordon;
import io.restitch.core.action.FabricAction.Unpin;
import io.restitch.core.decision.Wait;
import io.restitch.core.drain.Allowance;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.plan.Slot;
import io.restitch.core.workers.Departure.Stage;
import io.restitch.core.workers.Departures.Leaver;
import io.restitch.spi.Machine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which workers are blue and which are green. A rollback, and the way forward after it, swap who
 * goes and who stays, and nothing else.
 */
final class Sides {
  private Sides() {}

  /** Blue workers that have a Node: those of the plan, and those that a rollback made. */
  static List<NodeFact> blue(View view) {
    Stream<NodeFact> planned =
        view.plan().slots().stream()
            .flatMap(s -> s.replaces().stream())
            .flatMap(r -> view.world().node(r.nodeName()).stream());
    return Stream.concat(planned, made(view, Direction.BACKWARD)).toList();
  }

  /** Green workers of ours that have a Node. */
  static List<NodeFact> green(View view) {
    return made(view, Direction.FORWARD).toList();
  }

  private static Stream<NodeFact> made(View view, Direction direction) {
    return view.plan().slots().stream()
        .flatMap(s -> Replacement.of(view, s, direction).machines(view.world()).stream())
        .map(Machine::name)
        .distinct()
        .sorted()
        .flatMap(n -> view.world().node(n).stream());
  }

  /** Gives the soft taint to those that go; puts those that stay back in service. */
  static List<Action> swap(View view, Collection<NodeFact> going, Collection<NodeFact> staying) {
    List<Action> actions = new ArrayList<>(LeavingTaint.add(going));
    actions.addAll(restore(view, staying));
    return actions;
  }

  /**
   * Takes from nodes what we did to them so that they would leave. One that is not in service yet
   * stays cordoned: it may be one that is given up.
   */
  static List<Action> restore(View view, Collection<NodeFact> nodes) {
    List<Action> actions = new ArrayList<>(LeavingTaint.remove(nodes));
    for (NodeFact node : nodes) {
      if (node.tainted(Names.STARTUP_TAINT) || node.tainted(Names.STARTUP_TAINT_BLUE)) {
        continue;
      }
      if (Marks.cordonedByUs(node, view.record().id())) {
        actions.add(new Uncordon(node.name()));
      }
      if (Pins.holds(view, node.name())) {
        actions.add(new Unpin(node.name()));
      }
    }
    return actions;
  }

  /** Machines of a slot that were made in one direction and go in the other. */
  static List<Machine> made(View view, Slot slot, Direction direction) {
    return Replacement.of(view, slot, direction).machines(view.world());
  }

  /**
   * The next step of a machine of ours that has to go. One that never came in service goes without
   * a turn; any other like every node that goes.
   */
  static Departure leave(
      View view,
      Replacement made,
      Machine machine,
      boolean itsTurn,
      Allowance allowance,
      CapacityGate gate) {
    NodeFact node = view.world().nodes().get(machine.name());
    boolean its = node != null && Identity.of(node, machine).possible();
    if (its && Arrivals.entering(view, made, machine.name())) {
      return Departure.waiting(
          Stage.LEAVING,
          Wait.of("node-entering", "node " + machine.name(), "its startup taint is being removed"));
    }
    if (!made.mayCarryPods(view.world(), machine)) {
      return Departures.unused(view, made.unused(view.world(), machine), machine, allowance);
    }
    return Departures.step(
        view, new Leaver(machine.name(), machine.id()), allowance, gate, itsTurn);
  }
}
