package io.restitch.twin.promise;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.Cordon;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.PodFact.Placement;
import io.restitch.core.fact.Resources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Promise 1. Counted on its own, group by group: pods that want the same nodes, against what those
 * nodes offer. (Headroom is asked for when a cordon is decided; between then and its effect pods
 * may come that eat of it.)
 */
final class CapacityStays implements Promise {
  @Override
  public String words() {
    return "schedulable capacity never falls below requests through a cordon";
  }

  @Override
  public Optional<String> beforeEffect(Scene scene, Action action) {
    if (!(action instanceof Cordon cordon)) {
      return Optional.empty();
    }
    NodeFact leaving = scene.world().nodes().get(cordon.node());
    if (leaving == null || !leaving.schedulable()) {
      return Optional.empty();
    }
    List<NodeFact> rest =
        scene.world().nodes().values().stream()
            .filter(n -> n.schedulable() && !n.name().equals(cordon.node()))
            .toList();
    Map<Placement, Resources> demand = new LinkedHashMap<>();
    for (PodFact pod : scene.world().workloads().pods().all()) {
      if (!pod.terminal() && !pod.mirror() && !pod.ownedBy("DaemonSet") && !pod.terminating()) {
        Placement p = pod.spec().placement();
        Placement group = new Placement(p.nodeSelector(), p.affinity(), p.tolerations(), List.of());
        demand.merge(group, pod.spec().requests(), Resources::plus);
      }
    }
    for (Map.Entry<Placement, Resources> group : demand.entrySet()) {
      Resources offered = offered(scene, group.getKey(), rest);
      boolean mattersHere =
          group.getKey().wants(leaving.labels())
              && group.getKey().tolerates(leaving.spec().taints());
      if (mattersHere && !group.getValue().fitsIn(offered)) {
        return Optional.of(
            "without %s, %s are offered and %s wanted"
                .formatted(cordon.node(), offered, group.getValue()));
      }
    }
    return Optional.empty();
  }

  private static Resources offered(Scene scene, Placement group, List<NodeFact> nodes) {
    Resources sum = Resources.NONE;
    for (NodeFact node : nodes) {
      if (group.wants(node.labels()) && group.tolerates(node.spec().taints())) {
        Resources daemons =
            scene.world().podsOn(node.name()).stream()
                .filter(p -> p.ownedBy("DaemonSet") && !p.terminal())
                .map(p -> p.spec().requests())
                .reduce(Resources.NONE, Resources::plus);
        sum = sum.plus(node.status().allocatable().minus(daemons));
      }
    }
    return sum;
  }
}
