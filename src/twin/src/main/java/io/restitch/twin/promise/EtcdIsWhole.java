package io.restitch.twin.promise;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.HostAction.RunTask;
import io.restitch.core.action.HostAction.Task;
import io.restitch.core.fact.HostFact;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Promise 2, its other half. A member that fell only a moment before the effect is a race; and a
 * machine whose kubelet is stopped is not in the way of its own start.
 */
final class EtcdIsWhole implements Promise {
  /** What is seen of a machine is up to one look old, and a task takes its time to arrive. */
  private static final Duration MOMENT = Duration.ofSeconds(10);

  private final Map<String, Instant> fallen = new HashMap<>();

  @Override
  public String words() {
    return "no control plane is changed while a member of etcd is unfit";
  }

  @Override
  public Optional<String> afterEvent(Scene scene) {
    for (HostFact host : scene.world().platform().hosts().values()) {
      if (host.problem().isEmpty() && host.etcd().unfit().isEmpty()) {
        fallen.remove(host.nodeName());
      } else {
        fallen.putIfAbsent(host.nodeName(), scene.world().now());
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<String> beforeEffect(Scene scene, Action action) {
    Instant now = scene.world().now();
    return changes(scene, action)
        ? fallen.entrySet().stream()
            .filter(f -> f.getValue().plus(MOMENT).isBefore(now))
            .map(f -> action.describe() + " while " + f.getKey() + " is unfit")
            .findFirst()
        : Optional.empty();
  }

  private static boolean changes(Scene scene, Action action) {
    return switch (action) {
      case RunTask a -> a.task() == Task.STOP_KUBELET || a.task() == Task.MOVE_ETCD_LEADER;
      case DeleteNode a -> scene.world().platform().hosts().containsKey(a.node());
      default -> false;
    };
  }
}
