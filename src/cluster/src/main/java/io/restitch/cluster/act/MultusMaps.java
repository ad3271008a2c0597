package io.restitch.cluster.act;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.fact.Counterparts;
import io.restitch.cluster.fact.GreenCopy;
import io.restitch.cluster.fact.MountedMap;
import io.restitch.cluster.fact.Selectors;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** ConfigMaps that Multus and its copies mount. */
final class MultusMaps {
  private final Api api;

  MultusMaps(Api api) {
    this.api = api;
  }

  /**
   * Whoever has an object of this name keeps it.
   *
   * @throws RestitchException {@code BLOCKED}
   */
  void refuseTaken(JsonNode copy) {
    String ref = GreenObjects.ref(copy).toString();
    if (MountedMap.read(api, ref).map().filter(m -> GreenCopy.of(m).isEmpty()).isPresent()) {
      throw taken("ConfigMap " + ref);
    }
  }

  /** What is said where a copy's name is taken. */
  static RestitchException taken(String object) {
    return new RestitchException(
        ErrorCode.BLOCKED,
        object + " is not ours, and the copy of Multus for green nodes would have its name",
        "rename or remove it; if it belongs to a Multus of yours for nodes with"
            + " restitch.io/fabric=flannel, keep the other one off them by required node affinity,"
            + " and no copy is made");
  }

  /** Gives it Flannel's names, and changes nothing else in it. */
  void rename(ConfigMap map) {
    Map<String, String> changed = new TreeMap<>();
    Selectors.orEmpty(map.getData())
        .forEach((key, text) -> {
          String other = Counterparts.replaced(text);
          if (!other.equals(text)) {
            changed.put(key, other);
          }
        });
    String ref = map.getMetadata().getNamespace() + "/" + map.getMetadata().getName();
    Map<String, Object> body =
        Map.of(
            "metadata",
            Map.of("resourceVersion", map.getMetadata().getResourceVersion()),
            "data",
            changed);
    api.require(Call.merge(path(ref), Json.write(body), "ConfigMap " + ref));
  }

  /** Removes the copies that a copied DaemonSet mounts. */
  void remove(JsonNode copy) {
    String namespace = GreenObjects.ref(copy).namespace();
    for (JsonNode source : GreenObjects.mounted(copy.at("/spec/template/spec"))) {
      String ref = namespace + "/" + source.path("name").asString("");
      if (ref.endsWith(GreenCopy.SUFFIX)
          && MountedMap.read(api, ref).map().flatMap(GreenCopy::of).isPresent()) {
        api.ifThere(Call.delete(path(ref), "{}", "ConfigMap " + ref));
      }
    }
  }

  private static String path(String ref) {
    ObjectRef it = ObjectRef.parse(ref);
    return "/api/v1/namespaces/" + it.namespace() + "/configmaps/" + it.name();
  }
}
