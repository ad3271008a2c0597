package io.restitch.twin.kube;

import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.PodFact;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Nodes without a kubelet, and pods without a Node: a Node becomes not ready 50 s after its kubelet
 * fell silent ({@code --node-monitor-grace-period}), pods of a Node that is gone are removed after
 * 40 s (kubernetes {@code pkg/controller/podgc/gc_controller.go}, quarantineTime).
 */
final class NodeLife {
  private static final Duration GRACE = Duration.ofSeconds(50);
  private static final Duration QUARANTINE = Duration.ofSeconds(40);

  private final Truth truth;
  private final Predicate<String> alive;
  private final Set<String> silent = new HashSet<>();
  private final Set<String> orphaned = new HashSet<>();

  NodeLife(Truth truth, Predicate<String> alive) {
    this.truth = truth;
    this.alive = alive;
  }

  void reconcile() {
    for (NodeFact node : truth.world().nodes().values()) {
      if (alive.test(node.name())) {
        silent.remove(node.name());
        if (!node.ready()) {
          ready(node, true);
        }
      } else if (node.ready() && silent.add(node.name())) {
        truth.agenda().in(GRACE, () -> fellSilent(node.name()));
      }
    }
    for (PodFact pod : truth.world().workloads().pods().all()) {
      if (orphan(pod) && orphaned.add(pod.uid())) {
        truth.agenda().in(QUARANTINE, () -> collect(pod));
      }
    }
  }

  private void fellSilent(String name) {
    if (silent.remove(name)) {
      truth.node(name).filter(n -> !alive.test(name)).ifPresent(n -> ready(n, false));
    }
  }

  private void collect(PodFact pod) {
    orphaned.remove(pod.uid());
    truth
        .pod(pod.ref(), pod.uid())
        .filter(this::orphan)
        .ifPresent(p -> truth.change(new Change.PodGone(p.ref())));
  }

  private boolean orphan(PodFact pod) {
    return pod.bound() && truth.node(pod.nodeName()).isEmpty();
  }

  private void ready(NodeFact node, boolean ready) {
    truth.change(new Change.NodeSeen(NodeEdits.ready(node, ready, truth.world().now())));
  }
}
