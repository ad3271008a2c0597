package io.restitch.core.fact;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * What runs on the nodes.
 *
 * @param pods pods
 * @param budgets disruption budgets
 * @param attachments volume attachments by name
 * @param endpoints endpoint slices
 * @param lastServed per node, when it last was seen with a ready endpoint that is a Pod
 */
public record Workloads(
    PodIndex pods,
    PSortedMap<ObjectRef, BudgetFact> budgets,
    PSortedMap<String, AttachmentFact> attachments,
    PSortedMap<ObjectRef, EndpointsFact> endpoints,
    PSortedMap<String, Instant> lastServed) {
  /** Nothing runs. */
  public static final Workloads NONE =
      new Workloads(
          PodIndex.empty(), TreePMap.empty(), TreePMap.empty(), TreePMap.empty(), TreePMap.empty());

  /** The budgets that protect a pod; more than one makes it impossible to evict. */
  public List<BudgetFact> budgetsOf(PodFact pod) {
    return budgets.values().stream().filter(b -> b.protects(pod)).toList();
  }

  /** Whether traffic may still be sent to a pod on this node. */
  public boolean serves(String nodeName) {
    return endpoints.values().stream().anyMatch(e -> e.readyPodNodes().contains(nodeName));
  }

  Workloads withPods(PodIndex now) {
    return new Workloads(now, budgets, attachments, endpoints, lastServed);
  }

  Workloads withBudgets(PSortedMap<ObjectRef, BudgetFact> now) {
    return new Workloads(pods, now, attachments, endpoints, lastServed);
  }

  Workloads withAttachments(PSortedMap<String, AttachmentFact> now) {
    return new Workloads(pods, budgets, now, endpoints, lastServed);
  }

  /** Replaces a slice; nodes it named before or names now were served until this moment. */
  Workloads withEndpoints(ObjectRef ref, Optional<EndpointsFact> next, Instant at) {
    PSortedMap<String, Instant> served = lastServed;
    EndpointsFact before = endpoints.get(ref);
    if (before != null) {
      for (String node : before.readyPodNodes()) {
        served = served.plus(node, at);
      }
    }
    if (next.isPresent()) {
      for (String node : next.get().readyPodNodes()) {
        served = served.plus(node, at);
      }
    }
    PSortedMap<ObjectRef, EndpointsFact> slices =
        next.map(e -> endpoints.plus(ref, e)).orElseGet(() -> endpoints.minus(ref));
    return new Workloads(pods, budgets, attachments, slices, served);
  }
}
