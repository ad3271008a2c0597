package io.restitch.cluster.watch;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.restitch.cluster.fact.NodeFacts;
import io.restitch.core.fact.NodeFact;
import java.util.List;

/**
 * A Node as last seen, with what a change of it needs.
 *
 * @param fact the fact
 * @param version its resourceVersion
 * @param taints its taints with all their fields
 */
public record Known(NodeFact fact, String version, List<Taint> taints) {
  public Known {
    taints = List.copyOf(taints);
  }

  /** What a Node shows. */
  public static Known of(Node node) {
    return new Known(
        NodeFacts.of(node),
        node.getMetadata().getResourceVersion(),
        node.getSpec() == null ? List.of() : node.getSpec().getTaints());
  }

  /** Whether the other is an earlier look at the same Node. */
  boolean newerThan(Known other) {
    return fact.uid().equals(other.fact.uid())
        && Long.parseLong(version) > Long.parseLong(other.version);
  }
}
