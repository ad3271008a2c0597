package io.restitch.core.fact;

/**
 * A namespaced object's name.
 *
 * @param namespace its namespace
 * @param name its name
 */
public record ObjectRef(String namespace, String name) implements Comparable<ObjectRef> {
  /** Of {@code namespace/name}. */
  public static ObjectRef parse(String text) {
    int slash = text.indexOf('/');
    return new ObjectRef(text.substring(0, slash), text.substring(slash + 1));
  }

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
