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
import java.util.Optional;
import java.util.SortedSet;

/**
 * The way back: roles swapped, nothing else.
 *
 * <ol>
 *   <li>Green workers are soft-tainted; blue ones that still stand carry pods again.
 *   <li>A slot whose blue nodes all stand needs no machine. Another one first finishes what had
 *       begun to leave, then makes a blue machine of blue's own shape.
 *   <li>When its blue serves, its green machines leave like any node that goes.
 *   <li>Undone when no green machine is left and every slot has its blue.
 * </ol>
 */
public final class Backward {
  private Backward() {}

  /** What is to be done now. */
  public static Step step(View view) {
    SortedSet<String> doubted = Forward.doubted(view);
    List<Action> actions = new ArrayList<>();
    Looks.due(view.world(), doubted, true).ifPresent(actions::add);
    if (!Looks.ever(view.world())) {
      return Step.todo("the cloud has not been looked at", actions, List.of());
    }
    List<Action> roles = Sides.swap(view, Sides.green(view), Sides.blue(view));
    if (!roles.isEmpty()) {
      return Step.todo("workers swap their roles", roles, List.of());
    }
    return replace(view, actions);
  }

  private static Step replace(View view, List<Action> actions) {
    Allowance allowance =
        new Allowance(view.world(), view.busy(), view.plan().settings().drain().parallel());
    CapacityGate gate = new CapacityGate(view);
    List<Wait> waits = new ArrayList<>();
    PodCidrs ranges = new PodCidrs(view);
    int surge = Math.max(1, view.plan().settings().workers().surge());
    int extra = 0;
    int done = 0;
    for (Slot slot : view.plan().slots()) {
      Replacement green = Replacement.of(view, slot, Direction.FORWARD);
      Replacement blue = Replacement.of(view, slot, Direction.BACKWARD);
      List<Machine> leavers = green.machines(view.world());
      for (NodeFact orphan : green.orphans(view, green.attempt())) {
        actions.add(new DeleteNode(orphan.name(), orphan.uid()));
      }
      Arrival arrival = blueStands(view, slot, blue, ranges, allowance);
      boolean standsIn = blue.machine(view.world()).isPresent();
      extra += standsIn && !leavers.isEmpty() ? 1 : 0;
      if (arrival.stage() == Arrival.Stage.ABSENT) {
        Optional<Departure> rest = finishLeaving(view, slot, allowance, gate);
        if (rest.isPresent()) {
          actions.addAll(rest.get().actions());
          waits.addAll(rest.get().waits());
        } else if (leavers.isEmpty() || extra < surge) {
          actions.add(blue.creation(view));
          extra++;
        }
      }
      actions.addAll(arrival.actions());
      waits.addAll(arrival.waits());
      for (Machine machine : leavers) {
        Departure departure = Sides.leave(view, green, machine, arrival.serves(), allowance, gate);
        actions.addAll(Carrying.heldBack(arrival, departure.actions()));
        waits.addAll(departure.waits());
      }
      done += arrival.serves() && leavers.isEmpty() ? 1 : 0;
    }
    String progress = done + " of " + view.plan().slots().size() + " slots back on blue";
    return done == view.plan().slots().size() && Looks.only(actions) && !Looks.doubtful(view)
        ? Step.done(progress)
        : Step.todo(progress, actions, waits);
  }

  /** A blue node that stands serves; otherwise its stand-in decides. */
  private static Arrival blueStands(
      View view, Slot slot, Replacement blue, PodCidrs ranges, Allowance allowance) {
    boolean allStand =
        slot.replaces().stream().allMatch(r -> view.world().node(r.nodeName()).isPresent());
    return allStand ? Arrival.inService() : Arrivals.step(view, blue, ranges, allowance);
  }

  /** A blue node whose Node is gone but not its machine cannot come back: it goes all the way. */
  private static Optional<Departure> finishLeaving(
      View view, Slot slot, Allowance allowance, CapacityGate gate) {
    for (Source source : slot.replaces()) {
      if (view.world().node(source.nodeName()).isEmpty()
          && !view.world().platform().seenGone(source.machineId())) {
        Leaver leaver = new Leaver(source.nodeName(), source.machineId());
        return Optional.of(Departures.step(view, leaver, allowance, gate, true));
      }
    }
    return Optional.empty();
  }
}
