package io.restitch.twin.promise;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.DeletePod;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.drain.DrainRules;
import io.restitch.core.fact.BudgetFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import io.restitch.twin.kube.Disruption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Promise 5. A budget that was used up only a moment before the eviction arrives is a race, which
 * nobody can win who is not the API server; one that was used up before is not.
 */
final class BudgetsAreKept implements Promise {
  private static final Duration MOMENT = Duration.ofSeconds(2);

  private final Map<ObjectRef, Instant> exhausted = new HashMap<>();

  @Override
  public String words() {
    return "no eviction while a budget allows none, and no plain delete of a pod that must move";
  }

  @Override
  public Optional<String> afterEvent(Scene scene) {
    for (BudgetFact budget : scene.world().workloads().budgets().values()) {
      if (budget.disruptionsAllowed() > 0) {
        exhausted.remove(budget.ref());
      } else {
        exhausted.putIfAbsent(budget.ref(), scene.world().now());
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<String> beforeEffect(Scene scene, Action action) {
    return switch (action) {
      case EvictPod a -> eviction(scene, a);
      case DeletePod a -> deletion(scene, a);
      default -> Optional.empty();
    };
  }

  private Optional<String> eviction(Scene scene, EvictPod action) {
    PodFact pod = find(scene, action.pod(), action.uid());
    if (pod == null || pod.terminating() || pod.status().phase() == PodFact.Phase.PENDING) {
      return Optional.empty();
    }
    return scene.world().workloads().budgetsOf(pod).stream()
        .filter(b -> Disruption.guards(b, pod))
        .filter(b -> {
          Instant since = exhausted.get(b.ref());
          return since != null && since.plus(MOMENT).isBefore(scene.world().now());
        })
        .map(b -> "eviction of " + pod.ref() + " while " + b.ref() + " allows none")
        .findFirst();
  }

  private static Optional<String> deletion(Scene scene, DeletePod action) {
    PodFact pod = find(scene, action.pod(), action.uid());
    NodeFact node = scene.world().nodes().get(action.node());
    boolean inConversion = node != null && node.controlPlane() && node.cordoned();
    if (pod == null || node == null || inConversion) {
      return Optional.empty();
    }
    return DrainRules.judge(pod, scene.plan()).mustGo()
        ? Optional.of("plain delete of " + pod.ref())
        : Optional.empty();
  }

  private static @Nullable PodFact find(Scene scene, ObjectRef ref, String uid) {
    return scene.world().workloads().pods().find(ref).filter(p -> p.uid().equals(uid)).orElse(null);
  }
}
