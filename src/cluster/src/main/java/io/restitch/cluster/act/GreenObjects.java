package io.restitch.cluster.act;

import io.restitch.cluster.api.Json;
import io.restitch.cluster.fact.GreenCopy;
import io.restitch.core.Names;
import io.restitch.core.fact.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects for green nodes that are made from somebody's own ({@link GreenCopy}), each with a label
 * that tells it from the original.
 */
final class GreenObjects {
  private GreenObjects() {}

  /** Namespace and name. */
  static ObjectRef ref(JsonNode object) {
    return new ObjectRef(
        object.at("/metadata/namespace").asString(""), object.at("/metadata/name").asString(""));
  }

  /** A copy that holds nothing yet. */
  static ObjectNode named(
      String apiVersion, String kind, ObjectRef original, String label, String value) {
    ObjectNode copy = (ObjectNode) Json.tree("{}");
    copy.put("apiVersion", apiVersion).put("kind", kind);
    ObjectNode metadata = copy.withObject("/metadata");
    metadata.put("name", original.name() + GreenCopy.SUFFIX);
    metadata.put("namespace", original.namespace());
    metadata.withObject("/labels").put(Names.PART, Names.PART_FLANNEL).put(label, value);
    return copy;
  }

  /**
   * A copy of a DaemonSet, whose pods are its own by that label.
   *
   * @param original without a fence
   * @param maps names of ConfigMaps that are copied, too: it mounts the copies
   */
  static ObjectNode daemonSet(JsonNode original, String label, String value, Set<String> maps) {
    ObjectNode copy = named("apps/v1", "DaemonSet", ref(original), label, value);
    ObjectNode spec = copy.withObject("/spec");
    spec.withObject("/selector/matchLabels").put(label, value);
    ObjectNode template = spec.withObject("/template");
    template.withObject("/metadata/labels").put(label, value);
    JsonNode notes = original.at("/spec/template/metadata/annotations");
    if (notes.isObject()) {
      template.withObject("/metadata").set("annotations", notes);
    }
    ObjectNode pod = (ObjectNode) Json.tree(original.at("/spec/template/spec").toString());
    template.set("spec", pod);
    pod.withObject("/nodeSelector").put(Names.FABRIC, Names.FABRIC_FLANNEL);
    for (ObjectNode source : mounted(pod)) {
      String map = source.path("name").asString("");
      if (maps.contains(map)) {
        source.put("name", map + GreenCopy.SUFFIX);
      }
    }
    return copy;
  }

  /** ConfigMaps that a pod mounts, as its volumes name them. */
  static List<ObjectNode> mounted(JsonNode pod) {
    List<ObjectNode> sources = new ArrayList<>();
    for (JsonNode volume : pod.path("volumes")) {
      if (volume.path("configMap") instanceof ObjectNode source) {
        sources.add(source);
      }
    }
    return sources;
  }
}
