package io.restitch.core.fact;

/**
 * A namespaced object's name.
 *
 * @param namespace its namespace
 * @param name its name
 */
public record ObjectRef(String namespace, String name) implements Comparable<ObjectRef> {

  @Override
  public int compareTo(ObjectRef o) {
    int byNamespace = namespace.compareTo(o.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(o.name);
  }

  /** {@code namespace/name}. */
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
