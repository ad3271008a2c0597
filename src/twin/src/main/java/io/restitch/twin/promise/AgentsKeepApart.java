package io.restitch.twin.promise;

import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Openness;
import io.restitch.core.fact.PodFact;
import io.restitch.twin.kube.PodNetworks;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Promise 9, but for Calico's agents that came while somebody had taken the fence away: they go
 * when it is back.
 */
final class AgentsKeepApart implements Promise {
  private static final Duration GOING = Duration.ofMinutes(1);

  private boolean down;
  private @Nullable Instant backAt;

  @Override
  public String words() {
    return "no Calico agent on green, no Flannel agent on blue";
  }

  @Override
  public Optional<String> afterEvent(Scene scene) {
    Instant now = scene.world().now();
    if (TakenAway.fence(scene.world())) {
      down = true;
    } else if (down) {
      down = false;
      backAt = now;
    }
    boolean open = scene.world().fabrics().openness() != Openness.RESTRICTED;
    for (PodFact pod : scene.world().workloads().pods().all()) {
      String agent = pod.controller().map(PodFact.Owner::name).orElse("");
      NodeFact node = scene.world().nodes().get(pod.nodeName());
      if (node == null || pod.terminating()) {
        continue;
      }
      boolean wrong =
          (agent.equals(PodNetworks.CALICO)
                  && node.fabric() == Fabric.FLANNEL
                  && !excused(pod, node, now))
              || (agent.equals(PodNetworks.FLANNEL) && node.fabric() == Fabric.CALICO && !open);
      if (wrong) {
        return Optional.of(pod.ref() + " is on " + node.name());
      }
    }
    return Optional.empty();
  }

  /** A Node that was posted since still has to lose the pod that was bound to its name. */
  private boolean excused(PodFact pod, NodeFact node, Instant now) {
    Instant back = backAt;
    if (back == null || down) {
      return down;
    }
    Instant posted = node.status().createdAt();
    return !pod.status().createdAt().isAfter(back)
        && now.isBefore((posted.isAfter(back) ? posted : back).plus(GOING));
  }
}
