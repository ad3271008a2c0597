package io.restitch.twin.world;

import io.restitch.core.action.ClusterAction.DeletePod;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.fact.BudgetFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.twin.kube.Disruption;
import io.restitch.twin.kube.PodEdits;
import io.restitch.twin.kube.Truth;
import java.util.List;
import java.util.Optional;

/** The Eviction API (kubernetes {@code pkg/registry/core/pod/storage/eviction.go}). */
final class Evictions {
  private final Truth truth;

  Evictions(Truth truth) {
    this.truth = truth;
  }

  List<Change> evict(EvictPod action) {
    Optional<PodFact> found = truth.pod(action.pod(), action.uid());
    if (found.isEmpty() || found.get().terminating()) {
      return List.of();
    }
    PodFact pod = found.get();
    List<BudgetFact> budgets = truth.world().workloads().budgetsOf(pod);
    if (pod.status().phase() != PodFact.Phase.PENDING && !pod.terminal() && !budgets.isEmpty()) {
      if (budgets.size() > 1) {
        throw new RestitchException(
            ErrorCode.BLOCKED, "more than one budget protects pod " + pod.ref(), "");
      }
      charge(pod, budgets.getFirst());
    }
    return ask(pod);
  }

  List<Change> delete(DeletePod action) {
    return truth
        .pod(action.pod(), action.uid())
        .filter(p -> !p.terminating())
        .map(this::ask)
        .orElse(List.of());
  }

  private void charge(PodFact pod, BudgetFact budget) {
    if (!Disruption.guards(budget, pod)) {
      return;
    }
    if (budget.disruptionsAllowed() <= 0) {
      throw new RestitchException(
          ErrorCode.CONFLICT, "evicting pod " + pod.ref() + " would violate " + budget.ref(), "");
    }
    ObjectRef ref = budget.ref();
    truth.change(
        new Change.BudgetSeen(
            new BudgetFact(
                ref,
                budget.selector(),
                budget.disruptionsAllowed() - 1,
                budget.current(),
                budget.health(),
                budget.alwaysAllowUnhealthy(),
                truth.fresh("version"))));
  }

  private List<Change> ask(PodFact pod) {
    Change seen = new Change.PodSeen(PodEdits.terminating(pod, truth.world().now()));
    if (!pod.bound()) {
      truth.change(new Change.PodGone(pod.ref()));
      return List.of();
    }
    truth.change(seen);
    return List.of(seen);
  }
}
