package io.restitch.cluster.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.restitch.core.fact.Change;
import java.util.List;
import java.util.function.Function;

/**
 * A kind described by its functions.
 *
 * @param path see {@link Kind#path}
 * @param type see {@link Kind#type}
 * @param list see {@link Kind#list}
 * @param optional see {@link Kind#optional}
 * @param ifSeen see {@link Kind#seen}
 * @param ifGone see {@link Kind#gone}
 */
record SimpleKind<T extends HasMetadata>(
    String path,
    Class<T> type,
    Class<? extends KubernetesResourceList<T>> list,
    boolean optional,
    Function<T, List<Change>> ifSeen,
    Function<String, List<Change>> ifGone)
    implements Kind<T> {
  @Override
  public List<Change> seen(T object) {
    return ifSeen.apply(object);
  }

  @Override
  public List<Change> gone(String key) {
    return ifGone.apply(key);
  }
}
