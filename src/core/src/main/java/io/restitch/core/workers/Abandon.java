package io.restitch.core.workers;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.DeleteNode;
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
 *   <li>Machines that never came in service go, and so do those that lost their Node already; it is
 *       over only when a look has shown that a creation that failed made none.
 *   <li>A node whose Node is already gone cannot come back: its machine goes all the way.
 * </ol>
 */
public final class Abandon {
  private Abandon() {}

  /** What is to be done now. */
  public static Step step(View view) {
    List<Action> actions = new ArrayList<>();
    List<Wait> waits = new ArrayList<>();
    Looks.due(view.world(), Forward.doubted(view), true).ifPresent(actions::add);
    if (!Looks.ever(view.world())) {
      return Step.todo("the cloud has not been looked at", actions, List.of());
    }
    actions.addAll(Sides.restore(view, view.world().nodes().values()));
    actions.addAll(Pins.forgotten(view));
    Allowance allowance =
        new Allowance(view.world(), view.busy(), view.plan().settings().drain().parallel());
    CapacityGate gate = new CapacityGate(view);
    boolean left = false;
    for (Slot slot : view.plan().slots()) {
      for (Direction direction : Direction.values()) {
        Replacement made = Replacement.of(view, slot, direction);
        for (Machine machine : made.machines(view.world())) {
          if (!made.mayCarryPods(view.world(), machine)) {
            left = true;
            Departure departure = Sides.leave(view, made, machine, false, allowance, gate);
            actions.addAll(departure.actions());
            waits.addAll(departure.waits());
          }
        }
        for (NodeFact orphan : made.orphans(view, made.attempt())) {
          actions.add(new DeleteNode(orphan.name(), orphan.uid()));
        }
      }
      for (Source source : slot.replaces()) {
        if (view.world().node(source.nodeName()).isEmpty()) {
          Leaver leaver = new Leaver(source.nodeName(), source.machineId());
          Departure departure = Departures.step(view, leaver, allowance, gate, false);
          left |= departure.stage() != Departure.Stage.GONE;
          actions.addAll(departure.actions());
          waits.addAll(departure.waits());
        }
      }
    }
    return Looks.only(actions) && !left && !Looks.doubtful(view)
        ? Step.done("every node is schedulable")
        : Step.todo("leaving a schedulable cluster", actions, waits);
  }
}
