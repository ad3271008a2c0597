package io.restitch.core.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.decision.InFlight;
import io.restitch.core.drain.Allowance;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.Taint;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.plan.Plan;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Kubelets;
import io.restitch.core.testing.Worlds;
import io.restitch.spi.Machine;
import java.util.List;
import java.util.Map;

/** One slot, its blue node, and the machine of its first attempt with its Node. */
abstract class ArrivalBench {
  static final String NAME = "worker-3fa9c1-01";

  final Plan plan;
  final NodeFact blue = Facts.worker("blue-1");
  final Machine machine = Facts.machine(NAME, tags(1));
  final NodeFact joined =
      Facts.with(
          Facts.labelled(Facts.worker(NAME), Names.FABRIC, Names.FABRIC_FLANNEL),
          new Taint(Names.STARTUP_TAINT, "", Taint.NO_SCHEDULE));

  /** All but the workers is attested. */
  ArrivalBench() {
    this(Worlds.plan(List.of("blue-1"), 1));
  }

  ArrivalBench(Plan plan) {
    this.plan = plan;
  }

  static Map<String, String> tags(int attempt) {
    return Map.of(
        Names.MIGRATION,
        Worlds.MIGRATION,
        Names.SLOT,
        "1",
        Names.DIRECTION,
        "forward",
        Names.ATTEMPT,
        String.valueOf(attempt));
  }

  Observed world(Machine made, NodeFact... nodes) {
    Observed world =
        Worlds.looked(Worlds.of(blue), made)
            .fold(new Change.KubeletSeen(Kubelets.of(blue)))
            .fold(new Change.KubeletSeen(Kubelets.of(joined)));
    for (NodeFact node : nodes) {
      world = world.fold(new Change.NodeSeen(node));
    }
    return world;
  }

  View view(Observed world, InFlight busy) {
    return new View(world, plan, world.record().orElseThrow(), busy);
  }

  Replacement wanted(Observed world) {
    return Replacement.of(view(world, InFlight.NOTHING), plan.slot(1), Direction.FORWARD);
  }

  Arrival step(Observed world) {
    return step(world, InFlight.NOTHING);
  }

  Arrival step(Observed world, InFlight busy) {
    View view = view(world, busy);
    return Arrivals.step(view, wanted(world), new PodCidrs(view), allowance(view));
  }

  static Allowance allowance(View view) {
    return new Allowance(view.world(), view.busy(), 50);
  }

  Action action(Observed world) {
    Arrival arrival = step(world);
    assertThat(arrival.actions()).hasSize(1);
    return arrival.actions().getFirst();
  }
}
