package io.restitch.core.planner;

import io.restitch.core.check.Subject;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.drain.DrainRules;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.PodFact;
import io.restitch.core.policy.PolicyLosses;
import io.restitch.core.verdict.Consent;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a consent is asked for: workloads, on both sides, since a rollback moves those that are on
 * green already, and pods without a node, for they will be somewhere; and policies.
 */
final class Losses {
  private Losses() {}

  static Map<String, Set<String>> of(Subject subject) {
    Map<String, Set<String>> losses = new TreeMap<>();
    for (PodFact pod : subject.world().workloads().pods().all()) {
      if (movable(subject, pod)) {
        DrainRules.consents(pod, subject.settings()).stream()
            .filter(code -> !DrainRules.carries(pod, code))
            .forEach(
                code -> losses.computeIfAbsent(code, c -> new TreeSet<>()).add(pod.workload()));
      }
    }
    Set<String> policies = PolicyLosses.of(subject.world(), subject.settings().terms());
    if (!policies.isEmpty()) {
      losses.put(Consent.UNENFORCED_POLICIES, policies);
    }
    return losses;
  }

  private static boolean movable(Subject subject, PodFact pod) {
    return subject
        .world()
        .node(pod.nodeName())
        .filter(NodeFact::controlPlane)
        .map(node -> subject.ours(PhaseName.CONTROL_PLANE_CONVERTED))
        .orElse(true);
  }
}
