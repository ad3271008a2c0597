package io.restitch.core.fact;

/**
 * A PodDisruptionBudget.
 *
 * @param ref namespace and name
 * @param selector which pods it protects
 * @param disruptionsAllowed {@code status.disruptionsAllowed}
 * @param current whether its status belongs to its present spec ({@code observedGeneration})
 * @param health how many of its pods are healthy
 * @param alwaysAllowUnhealthy {@code unhealthyPodEvictionPolicy: AlwaysAllow}
 * @param version changes whenever the object changes; only compared for equality
 */
public record BudgetFact(
    ObjectRef ref,
    LabelSelector selector,
    int disruptionsAllowed,
    boolean current,
    Health health,
    boolean alwaysAllowUnhealthy,
    String version) {

  /**
   * Counts of the budget's status.
   *
   * @param expected {@code expectedPods}
   * @param desired {@code desiredHealthy}
   * @param healthy {@code currentHealthy}
   */
  public record Health(int expected, int desired, int healthy) {}

  /** Whether this budget protects the pod. */
  public boolean protects(PodFact pod) {
    return ref.namespace().equals(pod.ref().namespace()) && selector.matches(pod.labels());
  }
}
