package io.restitch.core.drain;

import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import java.time.Duration;

/**
 * Pods that others lean on: DNS, ingress, webhook backends. They go last, one at a time, and many
 * of them have no disruption budget: the next one goes only when the one before has been replaced.
 */
final class SystemPods {
  /** {@code system-cluster-critical} (Kubernetes {@code pkg/apis/scheduling/types.go}). */
  private static final int SYSTEM_CRITICAL = 2_000_000_000;

  /** So long a replacement is waited for; one that takes longer may never come. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private SystemPods() {}

  static boolean contains(PodFact pod) {
    return pod.spec().priority() >= SYSTEM_CRITICAL || pod.ref().namespace().equals("kube-system");
  }

  /** Whether one is shutting down on a node that goes. */
  static boolean anyMoves(Observed world) {
    return world.nodes().values().stream()
        .filter(NodeFact::cordoned)
        .flatMap(n -> world.podsOn(n.name()).stream())
        .anyMatch(p ->
            p.terminating()
                && !p.terminal()
                && !p.mirror()
                && !p.ownedBy("DaemonSet")
                && contains(p));
  }

  /** Whether a ready pod's controller has just made another one that is not ready yet. */
  static boolean replacementOnItsWay(Observed world, PodFact pod) {
    String owner = pod.controller().map(PodFact.Owner::uid).orElse("");
    return pod.status().ready()
        && !owner.isEmpty()
        && world.workloads().pods().all().stream()
            .filter(p -> p.controller().filter(o -> o.uid().equals(owner)).isPresent())
            .anyMatch(
                p -> !p.status().ready() && !p.terminal() && !p.terminating() && young(world, p));
  }

  private static boolean young(Observed world, PodFact pod) {
    return world.now().isBefore(pod.status().createdAt().plus(PATIENCE));
  }
}
