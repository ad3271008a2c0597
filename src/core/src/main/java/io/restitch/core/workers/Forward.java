package io.restitch.core.workers;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.decision.Wait;
import io.restitch.core.drain.Allowance;
import io.restitch.core.fact.Fabric;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.plan.Slot;
import io.restitch.core.plan.Source;
import io.restitch.core.workers.Departures.Leaver;
import io.restitch.core.workers.Turns.Standing;
import io.restitch.spi.Machine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Blue workers are replaced by green ones.
 *
 * <ol>
 *   <li>The cloud is looked at once, so that no machine is made that is there already.
 *   <li>All blue workers are soft-tainted; green ones are in service, whatever a rollback did to
 *       them.
 *   <li>Each slot whose turn it is makes its machine ({@link Arrivals}); when that serves, the
 *       nodes it stands in for leave ({@link Departures}), and so does what a rollback made.
 *   <li>True when every slot's machine serves, no planned blue machine is left, and there is no
 *       blue worker that nobody planned for.
 * </ol>
 */
public final class Forward {
  private Forward() {}

  /** What is to be done now. */
  public static Step step(View view) {
    SortedSet<String> doubted = doubted(view);
    List<Action> actions = new ArrayList<>();
    if (!Looks.ever(view.world())) {
      Looks.due(view.world(), doubted, true).ifPresent(actions::add);
      return Step.todo("the cloud has not been looked at", actions, List.of());
    }
    List<Action> roles = Sides.swap(view, Sides.blue(view), Sides.green(view));
    if (!roles.isEmpty()) {
      return Step.todo("blue workers are being soft-tainted", roles, List.of());
    }
    return replace(view, doubted);
  }

  /** How every slot stands, by number. */
  public static List<Standing> standings(View view) {
    PodCidrs ranges = new PodCidrs(view);
    Allowance allowance = allowance(view);
    return view.plan().slots().stream()
        .map(slot -> standing(view, slot, arrival(view, slot, ranges, allowance)))
        .toList();
  }

  private static Allowance allowance(View view) {
    return new Allowance(view.world(), view.busy(), view.plan().settings().drain().parallel());
  }

  private static Arrival arrival(View view, Slot slot, PodCidrs ranges, Allowance allowance) {
    return Arrivals.step(view, Replacement.of(view, slot, Direction.FORWARD), ranges, allowance);
  }

  private static Step replace(View view, SortedSet<String> doubted) {
    Map<Slot, Arrival> arrivals = new LinkedHashMap<>();
    List<Standing> standings = new ArrayList<>();
    PodCidrs ranges = new PodCidrs(view);
    Allowance allowance = allowance(view);
    for (Slot slot : view.plan().slots()) {
      Arrival arrival = arrival(view, slot, ranges, allowance);
      arrivals.put(slot, arrival);
      standings.add(standing(view, slot, arrival));
    }
    Turns turns = new Turns(view, standings);
    CapacityGate gate = new CapacityGate(view);
    List<Action> actions = new ArrayList<>();
    List<Wait> waits = new ArrayList<>();
    boolean turned = false;
    for (Slot slot : view.plan().slots()) {
      Standing standing = standings.get(slot.number() - 1);
      Arrival arrival = arrivals.getOrDefault(slot, Arrival.absent());
      if (arrival.stage() == Arrival.Stage.ABSENT && turns.takeCreation(standing)) {
        actions.add(Replacement.of(view, slot, Direction.FORWARD).creation(view));
      }
      actions.addAll(arrival.actions());
      waits.addAll(arrival.waits());
      for (Source source : slot.replaces()) {
        Leaver leaver = new Leaver(source.nodeName(), source.machineId());
        boolean turn = stays(view, source) && turns.takeLeave(standing);
        Departure departure = Departures.step(view, leaver, allowance, gate, turn);
        List<Action> leaving = KubeletCheck.asked(view, arrival, source, departure.actions());
        actions.addAll(Carrying.heldBack(arrival, leaving));
        waits.addAll(departure.waits());
      }
      Replacement back = Replacement.of(view, slot, Direction.BACKWARD);
      for (Machine machine : back.machines(view.world())) {
        turned = true;
        boolean turn = arrival.serves() && turns.takeLeave(standing);
        Departure departure = Sides.leave(view, back, machine, turn, allowance, gate);
        actions.addAll(Carrying.heldBack(arrival, departure.actions()));
        waits.addAll(departure.waits());
      }
    }
    long done = standings.stream().filter(Standing::done).count();
    boolean changing =
        turned || standings.stream().anyMatch(s -> s.made() && !s.serves()) || leaving(view);
    Looks.due(view.world(), doubted, changing).ifPresent(actions::add);
    String progress = done + " of " + standings.size() + " slots done";
    if (done < standings.size() || !actions.isEmpty()) {
      return Step.todo(progress, actions, waits);
    }
    List<Wait> unplanned = unplanned(view);
    return unplanned.isEmpty() ? Step.done(progress) : Step.todo(progress, List.of(), unplanned);
  }

  private static Standing standing(View view, Slot slot, Arrival arrival) {
    int leaving = 0;
    int gone = 0;
    for (Source source : slot.replaces()) {
      leaving += stays(view, source) ? 0 : 1;
      gone +=
          view.world().node(source.nodeName()).isEmpty()
                  && view.world().platform().seenGone(source.machineId())
              ? 1
              : 0;
    }
    for (Machine standIn : Sides.made(view, slot, Direction.BACKWARD)) {
      leaving -= stays(view, standIn.name()) ? 1 : 0;
      gone--;
    }
    return new Standing(
        slot.number(),
        arrival.stage() != Arrival.Stage.ABSENT,
        arrival.serves(),
        Math.max(0, leaving),
        Math.max(0, gone),
        slot.replaces().size());
  }

  private static boolean stays(View view, Source source) {
    return stays(view, source.nodeName());
  }

  private static boolean stays(View view, String node) {
    return view.world()
        .node(node)
        .filter(n -> !Marks.cordonedByUs(n, view.record().id()))
        .isPresent();
  }

  /**
   * Machines whose fate only the cloud knows: their Node is gone, or it came back after they had
   * been asked about, as it does when a kubelet starts again.
   */
  static SortedSet<String> doubted(View view) {
    SortedSet<String> ids = new TreeSet<>();
    for (Slot slot : view.plan().slots()) {
      for (Source source : slot.replaces()) {
        boolean unsure =
            view.world().node(source.nodeName()).isEmpty()
                || view.world().machine(source.machineId()).isPresent();
        if (unsure && !view.world().platform().seenGone(source.machineId())) {
          ids.add(source.machineId());
        }
      }
    }
    return ids;
  }

  private static boolean leaving(View view) {
    return !doubted(view).isEmpty();
  }

  private static List<Wait> unplanned(View view) {
    return view.world().nodes().values().stream()
        .filter(n -> !n.controlPlane() && n.fabric() == Fabric.CALICO)
        .map(n ->
            new Wait(
                "unplanned-node",
                "node " + n.name(),
                "a Calico worker that joined after the plan was made",
                "drain and remove it, or label it " + Names.FABRIC + " if it already runs Flannel"))
        .toList();
  }
}
