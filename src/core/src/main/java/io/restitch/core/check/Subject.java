package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.drain.DrainRules;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Shapes;
import io.restitch.core.plan.Slot;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What checks look at.
 *
 * @param world the cluster
 * @param settings what the operator chose
 * @param shapes what the provider says
 * @param slots what was planned
 */
public record Subject(Observed world, Settings settings, Shapes shapes, List<Slot> slots) {
  public Subject {
    slots = List.copyOf(slots);
  }

  /** Workers on Calico. */
  List<NodeFact> blueWorkers() {
    return world.nodes().values().stream()
        .filter(n -> !n.controlPlane() && n.fabric() == Fabric.CALICO)
        .toList();
  }

  /** Whether restitch is to bring a phase about itself. */
  public boolean ours(PhaseName phase) {
    return !settings.attested().contains(phase);
  }

  /** Pods on Calico nodes to be drained that a drain moves, or would if the operator consented. */
  List<PodFact> moving() {
    Set<String> blue =
        world.nodes().values().stream()
            .filter(n -> n.fabric() == Fabric.CALICO)
            .filter(n -> !n.controlPlane() || ours(PhaseName.CONTROL_PLANE_CONVERTED))
            .map(NodeFact::name)
            .collect(Collectors.toSet());
    return world.workloads().pods().all().stream()
        .filter(p -> blue.contains(p.nodeName()))
        .filter(p -> DrainRules.judge(p, settings).mustGo())
        .toList();
  }

  /** How many pods these are. */
  static String pods(List<String> names) {
    return names.size() + (names.size() == 1 ? " pod" : " pods");
  }

  /** A few of these names, and how many more there are. */
  static String few(List<String> names) {
    int shown = Math.min(names.size(), 4);
    String list = String.join(", ", names.subList(0, shown));
    return names.size() > shown ? list + " and " + (names.size() - shown) + " more" : list;
  }
}
