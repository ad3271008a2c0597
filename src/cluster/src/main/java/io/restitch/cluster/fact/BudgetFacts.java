package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.restitch.core.fact.BudgetFact;
import io.restitch.core.fact.ObjectRef;
import org.jspecify.annotations.Nullable;

/** Disruption budgets. */
public final class BudgetFacts {
  private BudgetFacts() {}

  /** The fact in a PodDisruptionBudget; without a status it allows nothing. */
  public static BudgetFact of(PodDisruptionBudget budget) {
    var meta = budget.getMetadata();
    var spec = budget.getSpec();
    PodDisruptionBudgetStatus status = budget.getStatus();
    Long observed = status == null ? null : status.getObservedGeneration();
    return new BudgetFact(
        new ObjectRef(meta.getNamespace(), meta.getName()),
        Selectors.of(spec == null ? null : spec.getSelector()),
        status == null ? 0 : number(status.getDisruptionsAllowed()),
        observed != null && meta.getGeneration() != null && observed >= meta.getGeneration(),
        health(status),
        spec != null && "AlwaysAllow".equals(spec.getUnhealthyPodEvictionPolicy()),
        meta.getResourceVersion() == null ? "" : meta.getResourceVersion());
  }

  private static BudgetFact.Health health(@Nullable PodDisruptionBudgetStatus status) {
    return status == null
        ? new BudgetFact.Health(0, 0, 0)
        : new BudgetFact.Health(
            number(status.getExpectedPods()),
            number(status.getDesiredHealthy()),
            number(status.getCurrentHealthy()));
  }

  private static int number(@Nullable Integer number) {
    return number == null ? 0 : number;
  }
}
