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
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

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
    SortedSet<String> nodeless = Forward.nodeless(view);
    List<Action> actions = new ArrayList<>();
    Looks.due(view.world(), nodeless, true).ifPresent(actions::add);
    if (!Looks.ever(view.world())) {
      return Step.todo("the cloud has not been looked at", actions, List.of());
    }
    List<NodeFact> standing = standing(view);
    List<Action> first = new ArrayList<>(LeavingTaint.add(greens(view)));
    first.addAll(LeavingTaint.remove(standing));
    standing.stream()
        .filter(n -> Marks.cordonedByUs(n, view.record().id()))
        .forEach(n -> first.add(new Uncordon(n.name())));
    if (!first.isEmpty()) {
      return Step.todo("workers swap their roles", first, List.of());
    }
    return replace(view, actions);
  }

  private static Step replace(View view, List<Action> actions) {
    Allowance allowance =
        new Allowance(view.world(), view.busy(), view.plan().settings().drain().parallel());
    CapacityGate gate = new CapacityGate(view);
    List<Wait> waits = new ArrayList<>();
    int surge = Math.max(1, view.plan().settings().workers().surge());
    int extra = 0;
    int done = 0;
    for (Slot slot : view.plan().slots()) {
      Replacement green = Replacement.of(view, slot, Direction.FORWARD);
      Replacement blue = Replacement.of(view, slot, Direction.BACKWARD);
      List<Machine> leavers = green.machines(view.world());
      Arrival arrival = blueStands(view, slot, blue);
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
        Departure departure = leave(view, green, machine, arrival.serves(), allowance, gate);
        actions.addAll(departure.actions());
        waits.addAll(departure.waits());
      }
      done += arrival.serves() && leavers.isEmpty() ? 1 : 0;
    }
    String progress = done + " of " + view.plan().slots().size() + " slots back on blue";
    return done == view.plan().slots().size() && actions.isEmpty()
        ? Step.done(progress)
        : Step.todo(progress, actions, waits);
  }

  private static Departure leave(
      View view,
      Replacement green,
      Machine machine,
      boolean itsTurn,
      Allowance allowance,
      CapacityGate gate) {
    NodeFact node = view.world().nodes().get(machine.name());
    if (node == null
        && !view.world().workloads().serves(machine.name())
        && view.world().podsOn(machine.name()).isEmpty()) {
      return Departure.doing(Departure.Stage.NODE_GONE, Arrivals.giveUp(view, green, machine));
    }
    if (node != null && node.tainted(green.startupTaintKey())) {
      return Departure.doing(Departure.Stage.LEAVING, Arrivals.giveUp(view, green, machine));
    }
    return Departures.step(
        view, new Leaver(machine.name(), machine.id()), allowance, gate, itsTurn);
  }

  /** A blue node that stands serves; otherwise its stand-in decides. */
  private static Arrival blueStands(View view, Slot slot, Replacement blue) {
    boolean allStand =
        slot.replaces().stream().allMatch(r -> view.world().node(r.nodeName()).isPresent());
    return allStand ? Arrival.inService() : Arrivals.step(view, blue);
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

  private static List<NodeFact> greens(View view) {
    SortedSet<String> names = new TreeSet<>();
    for (Slot slot : view.plan().slots()) {
      Replacement.of(view, slot, Direction.FORWARD)
          .machines(view.world())
          .forEach(m -> names.add(m.name()));
    }
    return names.stream().flatMap(n -> view.world().node(n).stream()).toList();
  }

  private static List<NodeFact> standing(View view) {
    return Forward.planned(view);
  }
}
