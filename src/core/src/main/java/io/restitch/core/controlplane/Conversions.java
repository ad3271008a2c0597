package io.restitch.core.controlplane;

import static java.util.Locale.ROOT;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.Uncordon;
import io.restitch.core.action.FabricAction.Unpin;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Conversion;
import io.restitch.core.plan.Direction;
import io.restitch.core.workers.Marks;
import io.restitch.core.workers.Pins;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Control planes change one at a time, in the plan's order; none begins unless every etcd member is
 * healthy.
 */
public final class Conversions {
  private Conversions() {}

  /** What is to be done so that every control plane stands on the direction's pod network. */
  public static Step step(View view, Direction direction) {
    Optional<Step> rest = finish(view, direction);
    if (rest.isPresent()) {
      return rest.get();
    }
    Fabric goal = direction == Direction.FORWARD ? Fabric.FLANNEL : Fabric.CALICO;
    List<Action> releases = release(view, n -> n.fabric() == goal);
    if (!releases.isEmpty()) {
      return Step.todo("control planes come back in service", releases, List.of());
    }
    Optional<Conversion> next =
        view.plan().conversions().stream()
            .filter(c -> !Machines.standsOn(view, c.nodeName(), goal))
            .findFirst();
    List<Wait> unfit = Machines.unfit(view);
    if (next.isEmpty()) {
      List<Wait> left = Leftovers.left(view, direction);
      return left.isEmpty()
          ? Step.done(
              view.plan().conversions().size()
                  + " control planes on "
                  + goal.name().toLowerCase(ROOT))
          : cleanUp(view, direction, left, unfit);
    }
    if (!unfit.isEmpty()) {
      return Step.waiting("control planes are not fit for a change", unfit);
    }
    return new Converting(view, next.get(), direction).step();
  }

  /** Something of the other network is there again, or a clean-up did not end: cleaned up again. */
  private static Step cleanUp(View view, Direction direction, List<Wait> left, List<Wait> unfit) {
    List<Action> cleanings =
        view.plan().conversions().stream()
            .map(Conversion::nodeName)
            .filter(n -> Machines.unseen(view, n).isEmpty())
            .filter(n -> Machines.left(view, Machines.seen(view, n), direction).count() > 0)
            .<Action>map(n -> Machines.cleaning(n, direction))
            .toList();
    return Step.todo(
        "control planes are not clean",
        unfit.isEmpty() ? cleanings : List.of(),
        Stream.concat(left.stream(), unfit.stream()).toList());
  }

  /**
   * The rest of the conversion of a machine in change, if there is one: it cannot stay so.
   *
   * @param direction where to go if it can still be chosen
   */
  public static Optional<Step> finish(View view, Direction direction) {
    if (!view.started(PhaseName.CONTROL_PLANE_CONVERTED)
        || view.attested(PhaseName.CONTROL_PLANE_CONVERTED)) {
      return Optional.empty();
    }
    return Machines.inChange(view)
        .map(c -> new Converting(view, c, Machines.way(view, c.nodeName(), direction)).step());
  }

  /** Puts machines back in service that were emptied for a change that has not begun. */
  public static List<Action> release(View view) {
    return view.attested(PhaseName.CONTROL_PLANE_CONVERTED) ? List.of() : release(view, n -> true);
  }

  private static List<Action> release(View view, Predicate<NodeFact> which) {
    List<Action> actions = new ArrayList<>();
    for (Conversion machine : view.plan().conversions()) {
      String name = machine.nodeName();
      NodeFact node = view.world().nodes().get(name);
      if (node == null || Machines.changing(view, name) || !which.test(node)) {
        continue;
      }
      if (Pins.holds(view, name)) {
        actions.add(new Unpin(name));
      }
      if (Marks.cordonedByUs(node, view.record().id())) {
        actions.add(new Uncordon(name));
      }
    }
    return actions;
  }
}
