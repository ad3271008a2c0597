package io.restitch.core.planner;

import io.restitch.core.drain.DrainRules;
import io.restitch.core.drain.PodVerdict;
import io.restitch.core.fact.BudgetFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.Observed;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Slot;
import io.restitch.core.plan.Source;
import io.restitch.core.plan.Wave;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts slots into waves: a canary of one, then as many as surge and maxUnavailable allow.
 *
 * <p>Two nodes whose pods one tight disruption budget holds do not share a wave if another node can
 * take the place: they would only wait for each other.
 */
final class Waves {
  private Waves() {}

  static List<Wave> of(Observed world, Settings settings, List<Slot> slots) {
    Settings.Workers workers = settings.workers();
    int width = Math.max(1, workers.surge() + workers.maxUnavailable());
    List<Slot> left = new ArrayList<>(slots);
    List<Wave> waves = new ArrayList<>();
    while (!left.isEmpty()) {
      int size = waves.isEmpty() && workers.canary() && slots.size() > 1 ? 1 : width;
      List<Slot> members = take(world, settings, left, size);
      waves.add(new Wave(waves.size() + 1, members.stream().map(Slot::number).sorted().toList()));
    }
    return waves;
  }

  private static List<Slot> take(Observed world, Settings settings, List<Slot> left, int size) {
    List<Slot> members = new ArrayList<>();
    Set<ObjectRef> held = new TreeSet<>();
    for (Slot slot : List.copyOf(left)) {
      Set<ObjectRef> tight = tight(world, settings, slot);
      if (members.size() < size && tight.stream().noneMatch(held::contains)) {
        members.add(slot);
        held.addAll(tight);
        left.remove(slot);
      }
    }
    while (members.size() < size && !left.isEmpty()) {
      members.add(left.removeFirst());
    }
    return members;
  }

  private static Set<ObjectRef> tight(Observed world, Settings settings, Slot slot) {
    Set<ObjectRef> tight = new TreeSet<>();
    for (Source source : slot.replaces()) {
      world.podsOn(source.nodeName()).stream()
          .filter(p -> DrainRules.judge(p, settings).treatment() == PodVerdict.Treatment.MOVE)
          .flatMap(p -> world.workloads().budgetsOf(p).stream())
          .filter(b -> b.disruptionsAllowed() < 2)
          .map(BudgetFact::ref)
          .forEach(tight::add);
    }
    return tight;
  }
}
