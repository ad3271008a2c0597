package io.restitch.engine.loop;

import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.InFlight;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Plan;
import io.restitch.core.workers.Forward;
import io.restitch.core.workers.Turns;
import io.restitch.engine.event.Event;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts how far a run is, and how often the scheduler put a moved pod back on a node that goes.
 */
final class Tallying {
  private final Plan plan;
  private final Set<String> movedOwners = new HashSet<>();
  private final Set<String> known = new HashSet<>();
  private long moved;
  private long putBack;

  Tallying(Plan plan, Observed start) {
    this.plan = plan;
    start.workloads().pods().all().forEach(p -> known.add(p.uid()));
  }

  /** An eviction is asked for: the pod's controller will make another one. */
  void evicting(EvictPod eviction, Observed world) {
    world
        .workloads()
        .pods()
        .find(eviction.pod())
        .flatMap(PodFact::controller)
        .ifPresent(owner -> movedOwners.add(owner.uid()));
  }

  /** An eviction was granted. */
  void evicted() {
    moved++;
  }

  void saw(PodFact pod, Observed world) {
    if (!pod.bound() || !known.add(pod.uid())) {
      return;
    }
    boolean ofMoved = pod.controller().filter(o -> movedOwners.contains(o.uid())).isPresent();
    boolean leaving =
        world.node(pod.nodeName()).filter(n -> n.tainted(Names.LEAVING_TAINT)).isPresent();
    if (ofMoved && leaving) {
      putBack++;
    }
  }

  /** How far it is; at the very end labels no longer tell green from blue. */
  Event.Tally tally(Observed world) {
    List<NodeFact> workers =
        world.nodes().values().stream().filter(n -> !n.controlPlane()).toList();
    boolean opened = stands(world, PhaseName.UNBRIDGED);
    int blue = opened ? 0 : (int) workers.stream().filter(n -> n.fabric() == Fabric.CALICO).count();
    int green =
        (int)
            workers.stream()
                .filter(n -> (opened || n.fabric() == Fabric.FLANNEL) && n.schedulable())
                .count();
    return new Event.Tally(blue, green, done(world), plan.slots().size(), moved, putBack);
  }

  private int done(Observed world) {
    if (stands(world, PhaseName.UNBRIDGED)) {
      return plan.slots().size();
    }
    return world
        .record()
        .map(r ->
            (int)
                Forward.standings(new View(world, plan, r, InFlight.NOTHING)).stream()
                    .filter(Turns.Standing::done)
                    .count())
        .orElse(0);
  }

  private boolean stands(Observed world, PhaseName phase) {
    return !plan.attests(phase)
        && world
            .record()
            .filter(r -> new View(world, plan, r, InFlight.NOTHING).started(phase))
            .isPresent();
  }
}
