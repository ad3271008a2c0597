package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.restitch.core.fact.EndpointsFact;
import io.restitch.core.fact.ObjectRef;
import java.util.SortedSet;
import java.util.TreeSet;

/** EndpointSlices: where traffic may be sent to. */
public final class EndpointsFacts {
  private static final String SERVICE = "kubernetes.io/service-name";

  private EndpointsFacts() {}

  /** The fact in an EndpointSlice. */
  public static EndpointsFact of(EndpointSlice slice) {
    SortedSet<String> pods = new TreeSet<>();
    SortedSet<String> others = new TreeSet<>();
    for (Endpoint endpoint : slice.getEndpoints()) {
      if (endpoint.getNodeName() != null && ready(endpoint)) {
        boolean pod =
            endpoint.getTargetRef() != null && "Pod".equals(endpoint.getTargetRef().getKind());
        (pod ? pods : others).add(endpoint.getNodeName());
      }
    }
    var meta = slice.getMetadata();
    return new EndpointsFact(
        new ObjectRef(meta.getNamespace(), meta.getName()),
        Selectors.orEmpty(meta.getLabels()).getOrDefault(SERVICE, ""),
        pods,
        others);
  }

  /**
   * Ready unless it says otherwise (discovery/v1: an unknown state means ready). A terminating
   * endpoint is never ready, except for Services that publish unready ones.
   */
  private static boolean ready(Endpoint endpoint) {
    var conditions = endpoint.getConditions();
    return conditions == null
        || (!Boolean.FALSE.equals(conditions.getReady())
            && !Boolean.FALSE.equals(conditions.getServing()));
  }
}
