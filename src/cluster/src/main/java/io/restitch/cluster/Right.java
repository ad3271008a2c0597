package io.restitch.cluster;

/**
 * A right on the API.
 *
 * @param verb such as {@code patch}
 * @param group API group; empty for core
 * @param resource plural, with {@code /subresource} if any
 * @param namespace where; empty for everywhere
 */
public record Right(String verb, String group, String resource, String namespace) {

  /** {@code patch nodes}, {@code create leases.coordination.k8s.io in restitch-system}. */
  @Override
  public String toString() {
    String name = resource + (group.isEmpty() ? "" : "." + group);
    return verb + " " + name + (namespace.isEmpty() ? "" : " in " + namespace);
  }
}
