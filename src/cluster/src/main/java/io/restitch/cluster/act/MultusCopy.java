package io.restitch.cluster.act;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.fact.Counterparts;
import io.restitch.core.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The copy of one Multus.
 *
 * @param set the original, without a fence
 * @param naming ConfigMaps that it mounts and that name Calico's configuration
 */
record MultusCopy(JsonNode set, List<ConfigMap> naming) {
  MultusCopy {
    naming = List.copyOf(naming);
  }

  /** Namespace and name of the original. */
  String original() {
    return ref(set);
  }

  /** Namespace and name. */
  static String ref(JsonNode object) {
    return object.at("/metadata/namespace").asString("")
        + "/"
        + object.at("/metadata/name").asString("");
  }

  /** Its ConfigMaps. */
  List<ObjectNode> maps() {
    List<ObjectNode> maps = new ArrayList<>();
    for (ConfigMap map : naming) {
      ObjectNode copy = named("v1", "ConfigMap", map.getMetadata().getName());
      ObjectNode data = copy.withObject("/data");
      orEmpty(map.getData()).forEach((key, text) -> data.put(key, Counterparts.replaced(text)));
      Map<String, String> binary = orEmpty(map.getBinaryData());
      if (!binary.isEmpty()) {
        ObjectNode bytes = copy.withObject("/binaryData");
        binary.forEach(bytes::put);
      }
      maps.add(copy);
    }
    return maps;
  }

  /** Its DaemonSet, with a selector of its own. */
  ObjectNode daemonSet() {
    String name = set.at("/metadata/name").asString("");
    ObjectNode copy = named("apps/v1", "DaemonSet", name);
    ObjectNode spec = copy.withObject("/spec");
    spec.withObject("/selector/matchLabels").put(Names.COPY_OF, name);
    ObjectNode template = spec.withObject("/template");
    template.withObject("/metadata/labels").put(Names.COPY_OF, name);
    JsonNode notes = set.at("/spec/template/metadata/annotations");
    if (notes.isObject()) {
      template.withObject("/metadata").set("annotations", notes);
    }
    ObjectNode pod = (ObjectNode) Json.tree(set.at("/spec/template/spec").toString());
    template.set("spec", pod);
    rename(copy);
    pod.withObject("/nodeSelector").put(Names.FABRIC, Names.FABRIC_FLANNEL);
    keepApart(pod);
    Set<String> copied =
        naming.stream().map(m -> m.getMetadata().getName()).collect(Collectors.toSet());
    for (ObjectNode source : sources(pod)) {
      String map = source.path("name").asString("");
      if (copied.contains(map)) {
        source.put("name", map + SecondMultus.SUFFIX);
      }
    }
    return copy;
  }

  /** Where one of the original's pods still is, none of these begins, and the other way round. */
  private void keepApart(ObjectNode pod) {
    ObjectNode term =
        pod.withObject("/affinity/podAntiAffinity")
            .withArray("/requiredDuringSchedulingIgnoredDuringExecution")
            .addObject();
    term.put("topologyKey", Names.HOSTNAME);
    term.set("labelSelector", set.at("/spec/selector"));
  }

  /** ConfigMaps that a pod mounts, as its volumes name them. */
  static List<ObjectNode> sources(JsonNode pod) {
    List<ObjectNode> sources = new ArrayList<>();
    for (JsonNode volume : pod.path("volumes")) {
      if (volume.path("configMap") instanceof ObjectNode source) {
        sources.add(source);
      }
    }
    return sources;
  }

  /** Gives a DaemonSet's arguments Flannel's names; false if there is nothing to change. */
  static boolean rename(ObjectNode set) {
    boolean changed = false;
    for (String containers : List.of("initContainers", "containers")) {
      for (JsonNode container : set.at("/spec/template/spec").path(containers)) {
        changed |= rename(container.path("command")) | rename(container.path("args"));
      }
    }
    return changed;
  }

  private static boolean rename(JsonNode words) {
    boolean changed = false;
    for (int i = 0; i < words.size() && words instanceof ArrayNode array; i++) {
      Optional<String> other = Counterparts.of(array.get(i).asString(""));
      if (other.isPresent()) {
        array.set(i, other.get());
        changed = true;
      }
    }
    return changed;
  }

  private ObjectNode named(String apiVersion, String kind, String original) {
    ObjectNode object = (ObjectNode) Json.tree("{}");
    object.put("apiVersion", apiVersion).put("kind", kind);
    ObjectNode metadata = object.withObject("/metadata");
    metadata.put("name", original + SecondMultus.SUFFIX);
    metadata.set("namespace", set.at("/metadata/namespace"));
    metadata.withObject("/labels").put(Names.PART, Names.PART_FLANNEL).put(Names.COPY_OF, original);
    return object;
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : new TreeMap<>(map);
  }
}
