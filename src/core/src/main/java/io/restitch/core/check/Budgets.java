package io.restitch.core.check;

import io.restitch.core.drain.Launchers;
import io.restitch.core.fact.BudgetFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import io.restitch.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every pod that has to move can be evicted, sooner or later. */
final class Budgets implements Check {
  @Override
  public List<Verdict> look(Subject subject) {
    List<Verdict> found = new ArrayList<>();
    Map<ObjectRef, List<String>> shut = new TreeMap<>();
    for (PodFact pod : subject.moving()) {
      List<BudgetFact> budgets =
          subject.world().workloads().budgetsOf(pod).stream()
              .filter(b -> !Launchers.own(b, pod))
              .toList();
      if (budgets.size() > 1) {
        found.add(
            Check.block(
                "two-budgets",
                "pod " + pod.ref(),
                "%s protect it; the API server evicts no pod with more than one"
                    .formatted(budgets.stream().map(b -> b.ref().toString()).toList()),
                "leave it one of them"));
      } else if (budgets.size() == 1 && never(budgets.getFirst())) {
        shut.computeIfAbsent(budgets.getFirst().ref(), k -> new ArrayList<>())
            .add(pod.ref().toString());
      }
    }
    shut.forEach((budget, pods) ->
        found.add(
            Check.block(
                "budget-never",
                "disruption budget " + budget,
                "all its pods are healthy, and it allows none of them to be missing: "
                    + Subject.few(pods),
                "raise its maxUnavailable, lower its minAvailable, or add a replica")));
    if (found.isEmpty()) {
      found.add(
          Check.ok(
              "budgets",
              "disruption budgets",
              subject.world().workloads().budgets().size() + " budgets, none shut for ever"));
    }
    return found;
  }

  private static boolean never(BudgetFact budget) {
    BudgetFact.Health health = budget.health();
    return budget.current()
        && budget.disruptionsAllowed() == 0
        && health.expected() > 0
        && health.desired() >= health.expected()
        && health.healthy() >= health.expected();
  }
}
