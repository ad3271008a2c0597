package io.restitch.twin.model;

import io.restitch.core.fact.LabelSelector;
import io.restitch.core.fact.ObjectRef;

/**
 * What a PodDisruptionBudget asks for.
 *
 * @param ref its namespace and name
 * @param selector the pods it protects
 * @param limit how many have to be healthy, or may be missing
 * @param alwaysAllowUnhealthy {@code unhealthyPodEvictionPolicy: AlwaysAllow}
 */
public record BudgetRule(
    ObjectRef ref, LabelSelector selector, Limit limit, boolean alwaysAllowUnhealthy) {

  /**
   * A number of pods.
   *
   * @param missing whether it says how many may be missing ({@code maxUnavailable}), or how many
   *     have to be healthy ({@code minAvailable})
   * @param percent whether it is a share of the expected pods, rounded up (kubernetes {@code
   *     pkg/controller/disruption/disruption.go})
   * @param value the number, or percent
   */
  public record Limit(boolean missing, boolean percent, int value) {
    /** How many of the expected pods have to be healthy. */
    public int healthy(int expected) {
      int number = percent ? Math.ceilDiv(value * expected, 100) : value;
      return missing ? Math.max(0, expected - number) : number;
    }
  }
}
