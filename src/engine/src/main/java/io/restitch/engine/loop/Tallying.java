package io.restitch.engine.loop;

import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction.EvictPod;
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
import java.util.Collection;
import java.util.HashSet;
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

  void evicted(EvictPod eviction, Observed world) {
    moved++;
    world
        .workloads()
        .pods()
        .find(eviction.pod())
        .flatMap(PodFact::controller)
        .ifPresent(owner -> movedOwners.add(owner.uid()));
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

  Event.Tally tally(Observed world) {
    Collection<NodeFact> nodes = world.nodes().values();
    int blue = count(nodes, Fabric.CALICO);
    int green =
        (int)
            nodes.stream()
                .filter(n -> !n.controlPlane() && n.fabric() == Fabric.FLANNEL && n.schedulable())
                .count();
    int done =
        world
            .record()
            .map(r ->
                (int)
                    Forward.standings(new View(world, plan, r, InFlight.NOTHING)).stream()
                        .filter(Turns.Standing::done)
                        .count())
            .orElse(0);
    return new Event.Tally(blue, green, done, plan.slots().size(), moved, putBack);
  }

  private static int count(Collection<NodeFact> nodes, Fabric fabric) {
    return (int) nodes.stream().filter(n -> !n.controlPlane() && n.fabric() == fabric).count();
  }
}
