package io.restitch.twin.kube;

import io.restitch.core.fact.BudgetFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.PodFact;
import io.restitch.twin.model.BudgetRule;
import java.util.List;

/** The disruption controller: how many pods of each budget may be missing now. */
public final class Disruption {
  private final Truth truth;
  private final List<BudgetRule> rules;

  Disruption(Truth truth, List<BudgetRule> rules) {
    this.truth = truth;
    this.rules = List.copyOf(rules);
  }

  void reconcile() {
    rules.forEach(this::look);
  }

  private void look(BudgetRule rule) {
    int expected = 0;
    int healthy = 0;
    for (PodFact pod : truth.world().workloads().pods().all()) {
      boolean counts =
          pod.ref().namespace().equals(rule.ref().namespace())
              && rule.selector().matches(pod.labels())
              && !pod.terminal()
              && !pod.terminating();
      if (counts) {
        expected++;
        healthy += pod.status().ready() ? 1 : 0;
      }
    }
    int replicas = Math.max(expected, mostSoFar(rule));
    int desired = rule.limit().healthy(replicas);
    int allowed = expected == 0 ? 0 : Math.max(0, healthy - desired);
    BudgetFact before = truth.world().workloads().budgets().get(rule.ref());
    BudgetFact.Health health = new BudgetFact.Health(replicas, desired, healthy);
    boolean same =
        before != null && before.disruptionsAllowed() == allowed && before.health().equals(health);
    if (!same) {
      truth.change(
          new Change.BudgetSeen(
              new BudgetFact(
                  rule.ref(),
                  rule.selector(),
                  allowed,
                  true,
                  health,
                  rule.alwaysAllowUnhealthy(),
                  truth.fresh("version"))));
    }
  }

  /**
   * Whether a budget has a say about a pod: not about one that is unready, if the budget does not
   * mind or has enough healthy ones without it (kubernetes {@code
   * pkg/registry/core/pod/storage/eviction.go}, unhealthyPodEvictionPolicy).
   */
  public static boolean guards(BudgetFact budget, PodFact pod) {
    BudgetFact.Health health = budget.health();
    return pod.status().ready()
        || !(budget.alwaysAllowUnhealthy()
            || (health.desired() > 0 && health.healthy() >= health.desired()));
  }

  /** A budget counts what its pods' controllers want; here, the most there ever were. */
  private int mostSoFar(BudgetRule rule) {
    BudgetFact before = truth.world().workloads().budgets().get(rule.ref());
    return before == null ? 0 : before.health().expected();
  }
}
