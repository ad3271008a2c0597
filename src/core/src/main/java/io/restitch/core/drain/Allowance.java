package io.restitch.core.drain;

import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.BudgetFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many evictions may still start in one decision.
 *
 * <p>Lives as long as one decision. An eviction spends its disruption budget from the moment it is
 * asked for until both are seen: the pod terminating or ended, and the budget's status changed; a
 * budget is never asked for more than its status allows.
 */
public final class Allowance {
  /**
   * The answer to a request for one eviction.
   *
   * @param refusal why not now; null if granted
   * @param charged the budget that is charged; null if none is
   */
  record Grant(@Nullable Wait refusal, @Nullable BudgetFact charged) {}

  private final Observed world;
  private final Set<String> underWay;
  private final Map<ObjectRef, Integer> spent = new HashMap<>();
  private int free;
  private boolean systemPodMoves;

  public Allowance(Observed world, InFlight busy, int parallel) {
    this.world = world;
    this.underWay = busy.evictions().keySet();
    this.free = parallel - busy.evictions().size();
    for (EvictPod eviction : busy.evictions().values()) {
      ObjectRef budget = eviction.budget();
      if (budget != null) {
        spent.merge(budget, 1, Integer::sum);
      }
      systemPodMoves |=
          world.workloads().pods().find(eviction.pod()).filter(SystemPods::contains).isPresent();
    }
  }

  /** Whether an eviction's effect has been seen, so that it no longer spends its budget. */
  public static boolean settled(Observed world, EvictPod eviction) {
    boolean leaving =
        world
            .workloads()
            .pods()
            .find(eviction.pod())
            .filter(p -> p.uid().equals(eviction.uid()) && !p.terminating() && !p.terminal())
            .isEmpty();
    ObjectRef ref = eviction.budget();
    if (!leaving || ref == null) {
      return leaving;
    }
    BudgetFact budget = world.workloads().budgets().get(ref);
    return budget == null || !budget.version().equals(eviction.budgetVersion());
  }

  /** Whether an eviction of this pod has been asked for and its effect is still to be seen. */
  boolean underWay(PodFact pod) {
    return underWay.contains(pod.uid());
  }

  /** Asks for one eviction of this pod. */
  Grant ask(PodFact pod) {
    String subject = "pod " + pod.ref();
    if (free <= 0) {
      return no(Wait.of("evictions-limit", subject, "enough evictions are under way"));
    }
    boolean system = SystemPods.contains(pod);
    if (system && (systemPodMoves || SystemPods.anyMoves(world))) {
      return no(
          Wait.of("system-pods", subject, "system pods move one at a time, another is moving"));
    }
    if (system && SystemPods.replacementOnItsWay(world, pod)) {
      return no(Wait.of("system-pods", subject, "another pod of its controller is not ready yet"));
    }
    Grant grant = askBudget(pod, subject);
    if (grant.refusal() == null) {
      free--;
      systemPodMoves |= system;
    }
    return grant;
  }

  private Grant askBudget(PodFact pod, String subject) {
    List<BudgetFact> budgets =
        world.workloads().budgetsOf(pod).stream().filter(b -> !Launchers.own(b, pod)).toList();
    if (budgets.isEmpty()) {
      return new Grant(null, null);
    }
    if (budgets.size() > 1) {
      return no(
          new Wait(
              "two-budgets",
              subject,
              "more than one disruption budget protects it, so the API server refuses to evict it",
              "leave it only one of " + budgets.stream().map(b -> b.ref().toString()).toList()));
    }
    BudgetFact budget = budgets.getFirst();
    if (free(pod, budget)) {
      return new Grant(null, null);
    }
    if (!budget.current()) {
      return no(
          Wait.of("budget-stale", subject, "the status of budget " + budget.ref() + " is behind"));
    }
    if (budget.disruptionsAllowed() - spent.getOrDefault(budget.ref(), 0) <= 0) {
      return no(exhausted(budget, subject));
    }
    spent.merge(budget.ref(), 1, Integer::sum);
    return new Grant(null, budget);
  }

  private static Grant no(Wait refusal) {
    return new Grant(refusal, null);
  }

  /**
   * Whether the API server lets it go whatever the budget says
   * (registry/core/pod/storage/eviction.go).
   */
  private static boolean free(PodFact pod, BudgetFact budget) {
    BudgetFact.Health health = budget.health();
    return pod.status().phase() == PodFact.Phase.PENDING
        || (!pod.status().ready()
            && (budget.alwaysAllowUnhealthy()
                || (health.desired() > 0 && health.healthy() >= health.desired())));
  }

  private static Wait exhausted(BudgetFact budget, String subject) {
    BudgetFact.Health health = budget.health();
    boolean never =
        health.expected() > 0
            && health.desired() >= health.expected()
            && health.healthy() >= health.expected();
    return new Wait(
        "budget-exhausted",
        subject,
        "budget %s allows no disruption now: %d of %d healthy, %d wanted"
            .formatted(budget.ref(), health.healthy(), health.expected(), health.desired()),
        never
            ? "it never will: all pods are healthy and none may be missing;"
                + " raise the replicas or the budget's maxUnavailable"
            : "");
  }
}
