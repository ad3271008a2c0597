package io.restitch.spi;

import java.util.List;
import java.util.Map;

/**
 * A Kubernetes node as a provider needs to know it.
 *
 * @param name the Node's name
 * @param providerId {@code spec.providerID}, empty if the cluster has no cloud controller
 * @param addresses InternalIP addresses, in the Node's order
 * @param labels the Node's labels
 */
public record NodeRef(
    String name, String providerId, List<String> addresses, Map<String, String> labels) {
  public NodeRef {
    addresses = List.copyOf(addresses);
    labels = Map.copyOf(labels);
  }
}
