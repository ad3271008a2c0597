package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Problems;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.problem.RestitchException;
import java.util.Optional;

/**
 * A ConfigMap that Multus mounts. Its name is known from its pods only, so it is listed by name:
 * that is granted to whoever may list it, or all.
 *
 * @param map it; empty if there is none
 * @param forbidden whether it may not be read
 */
public record MountedMap(Optional<ConfigMap> map, boolean forbidden) {
  private static final int FORBIDDEN = 403;

  /**
   * Reads one.
   *
   * @param ref namespace and name
   * @throws RestitchException if it cannot be known whether it may be read
   */
  public static MountedMap read(Api api, String ref) {
    ObjectRef it = ObjectRef.parse(ref);
    Call list =
        Call.get(
            "/api/v1/namespaces/%s/configmaps?fieldSelector=metadata.name%%3D%s"
                .formatted(it.namespace(), it.name()),
            "ConfigMap " + ref);
    Answer answer = api.send(list);
    if (answer.code() == FORBIDDEN) {
      return new MountedMap(Optional.empty(), true);
    }
    if (!answer.ok()) {
      throw Problems.of(answer, list);
    }
    return new MountedMap(
        api.serialization().unmarshal(answer.body(), ConfigMapList.class).getItems().stream()
            .filter(m -> it.name().equals(m.getMetadata().getName()))
            .findFirst(),
        false);
  }
}
