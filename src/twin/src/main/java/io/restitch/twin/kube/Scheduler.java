package io.restitch.twin.kube;

import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.Resources;
import io.restitch.core.fact.Taint;
import io.restitch.twin.time.Chance;
import java.util.Comparator;
import java.util.List;

/**
 * The scheduler: filters nodes as kube-scheduler's plugins do, then prefers nodes without soft
 * taints that have the most room left (plugins TaintToleration, NodeResourcesFit, InterPodAffinity,
 * NodePorts). Equal ones are drawn.
 */
final class Scheduler {
  private final Truth truth;
  private final Volumes volumes;
  private final Chance chance;

  Scheduler(Truth truth, Volumes volumes, Chance chance) {
    this.truth = truth;
    this.volumes = volumes;
    this.chance = chance;
  }

  /** Binds what can be bound, high priority first. */
  void reconcile() {
    List<PodFact> pending =
        truth.world().workloads().pods().all().stream()
            .filter(p -> !p.bound() && !p.terminating() && !p.terminal())
            .sorted(
                Comparator.<PodFact>comparingInt(p -> -p.spec().priority())
                    .thenComparing(p -> p.status().createdAt())
                    .thenComparing(PodFact::ref))
            .toList();
    for (PodFact pod : pending) {
      record Scored(NodeFact node, double score) {}
      truth.world().nodes().values().stream()
          .filter(n -> fits(pod, n))
          .map(n -> new Scored(n, score(pod, n) + chance.between(0, 100) / 10_000.0))
          .max(Comparator.comparingDouble(Scored::score))
          .ifPresent(best -> bind(pod, best.node()));
    }
  }

  private void bind(PodFact pod, NodeFact node) {
    truth.change(new Change.PodSeen(PodEdits.bound(pod, node.name())));
  }

  private boolean fits(PodFact pod, NodeFact node) {
    return node.ready()
        && !node.cordoned()
        && (!node.status().networkUnavailable() || pod.spec().hostNetwork())
        && pod.spec().placement().wants(node.labels())
        && pod.spec().placement().tolerates(node.spec().taints())
        && volumes.allow(pod, node)
        && used(node).plus(pod.spec().requests()).fitsIn(node.status().allocatable())
        && portsFree(pod, node)
        && keepsApart(pod, node);
  }

  private Resources used(NodeFact node) {
    Resources sum = Resources.NONE;
    for (PodFact pod : truth.world().podsOn(node.name())) {
      if (!pod.terminal()) {
        sum = sum.plus(pod.spec().requests());
      }
    }
    return sum;
  }

  private boolean portsFree(PodFact pod, NodeFact node) {
    return pod.spec().hostPorts().isEmpty()
        || truth.world().podsOn(node.name()).stream()
            .flatMap(p -> p.spec().hostPorts().stream())
            .noneMatch(pod.spec().hostPorts()::contains);
  }

  private boolean keepsApart(PodFact pod, NodeFact node) {
    return pod.spec().placement().antiAffinity().stream()
        .allMatch(term -> {
          String domain = node.labels().get(term.topologyKey());
          return domain == null
              || truth.world().nodes().values().stream()
                  .filter(n -> domain.equals(n.labels().get(term.topologyKey())))
                  .flatMap(n -> truth.world().podsOn(n.name()).stream())
                  .filter(p -> p.ref().namespace().equals(pod.ref().namespace()))
                  .noneMatch(p -> !p.terminal() && term.selector().matches(p.labels()));
        });
  }

  private double score(PodFact pod, NodeFact node) {
    boolean soft =
        node.spec().taints().stream().anyMatch(t -> t.effect().equals(Taint.PREFER_NO_SCHEDULE));
    Resources used = used(node).plus(pod.spec().requests());
    Resources offer = node.status().allocatable();
    double cpu = 1 - (double) used.cpuMillis() / Math.max(1, offer.cpuMillis());
    double memory = 1 - (double) used.memoryBytes() / Math.max(1, offer.memoryBytes());
    return (soft ? 0 : 3) + cpu + memory;
  }
}
