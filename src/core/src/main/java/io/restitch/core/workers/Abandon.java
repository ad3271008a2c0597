package io.restitch.core.workers;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.Uncordon;
import io.restitch.core.decision.Wait;
import io.restitch.core.drain.Allowance;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.plan.Slot;
import io.restitch.core.plan.Source;
import io.restitch.core.workers.Departures.Leaver;
import io.restitch.spi.Machine;
import java.util.ArrayList;
import java.util.List;

/**
 * Stops replacing workers and leaves every node schedulable.
 *
 * <ol>
 *   <li>Nodes that we cordoned or soft-tainted carry pods again.
 *   <li>Machines that never came in service go.
 *   <li>A node whose Node is already gone cannot come back: its machine goes all the way.
 * </ol>
 */
public final class Abandon {
  private Abandon() {}

  /** What is to be done now. */
  public static Step step(View view) {
    List<Action> actions = new ArrayList<>();
    List<Wait> waits = new ArrayList<>();
    Looks.due(view.world(), Forward.nodeless(view), true).ifPresent(actions::add);
    if (!Looks.ever(view.world())) {
      return Step.todo("the cloud has not been looked at", actions, List.of());
    }
    for (NodeFact node : view.world().nodes().values()) {
      actions.addAll(LeavingTaint.remove(List.of(node)));
      if (Marks.cordonedByUs(node, view.record().id())) {
        actions.add(new Uncordon(node.name()));
      }
    }
    Allowance allowance =
        new Allowance(view.world(), view.busy(), view.plan().settings().drain().parallel());
    CapacityGate gate = new CapacityGate(view);
    boolean left = false;
    for (Slot slot : view.plan().slots()) {
      for (Direction direction : Direction.values()) {
        Replacement wanted = Replacement.of(view, slot, direction);
        for (Machine machine : wanted.machines(view.world())) {
          if (!serves(view, wanted, machine)) {
            left = true;
            actions.add(Arrivals.giveUp(view, wanted, machine));
          }
        }
      }
      for (Source source : slot.replaces()) {
        if (halfGone(view, source)) {
          left = true;
          Leaver leaver = new Leaver(source.nodeName(), source.machineId());
          Departure departure = Departures.step(view, leaver, allowance, gate, false);
          actions.addAll(departure.actions());
          waits.addAll(departure.waits());
        }
      }
    }
    boolean settled = actions.stream().allMatch(a -> a.key().equals("LookAtMachines"));
    return settled && !left
        ? Step.done("every node is schedulable")
        : Step.todo("leaving a schedulable cluster", actions, waits);
  }

  private static boolean serves(View view, Replacement wanted, Machine machine) {
    NodeFact node = view.world().nodes().get(machine.name());
    return node != null
        && Replacement.runsOn(node, machine)
        && !node.tainted(wanted.startupTaintKey());
  }

  private static boolean halfGone(View view, Source source) {
    return view.world().node(source.nodeName()).isEmpty()
        && !view.world().platform().seenGone(source.machineId());
  }
}
