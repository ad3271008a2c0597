package io.restitch.cluster;

/**
 * A right on the API.
 *
 * @param verb such as {@code patch}
 * @param group API group; empty for core
 * @param resource plural, with {@code /subresource} if any
 * @param namespace where; empty for everywhere
 * @param name of the one object; empty for all
 */
public record Right(String verb, String group, String resource, String namespace, String name) {

  /** On all objects of a kind. */
  public Right(String verb, String group, String resource, String namespace) {
    this(verb, group, resource, namespace, "");
  }

  /** Whether whoever has this right may do what the other one names. */
  public boolean allows(Right other) {
    return verb.equals(other.verb)
        && group.equals(other.group)
        && (resource.equals("*") || resource.equals(other.resource))
        && (namespace.isEmpty() || namespace.equals(other.namespace))
        && (name.isEmpty() || name.equals(other.name));
  }

  /** {@code patch nodes}, {@code create leases.coordination.k8s.io in restitch-system}. */
  @Override
  public String toString() {
    String kind = resource + (group.isEmpty() ? "" : "." + group);
    return verb
        + " "
        + kind
        + (name.isEmpty() ? "" : " " + name)
        + (namespace.isEmpty() ? "" : " in " + namespace);
  }
}
