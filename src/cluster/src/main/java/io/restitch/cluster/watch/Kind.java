package io.restitch.cluster.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.restitch.core.fact.Change;
import java.util.List;

/**
 * One kind of object, as it is read and followed.
 *
 * @param <T> its class
 */
public interface Kind<T extends HasMetadata> {
  /** Path and fixed query (may be empty, or {@code fieldSelector=…}) of its list. */
  String path();

  /** The class of its list. */
  Class<? extends KubernetesResourceList<T>> list();

  /** Its class. */
  Class<T> type();

  /** Whether the API may not know the kind at all; then there are none. */
  boolean optional();

  /** What an object says. */
  List<Change> seen(T object);

  /** What follows from an object being gone; {@code namespace/name}, or {@code name}. */
  List<Change> gone(String key);

  /** The key of an object. */
  static String key(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    String name = object.getMetadata().getName();
    return namespace == null ? name : namespace + "/" + name;
  }
}
