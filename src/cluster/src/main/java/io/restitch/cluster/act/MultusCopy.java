package io.restitch.cluster.act;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.restitch.cluster.fact.Counterparts;
import io.restitch.cluster.fact.Selectors;
import io.restitch.core.Names;
import io.restitch.core.fact.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
    return GreenObjects.ref(set).toString();
  }

  /** Its ConfigMaps. */
  List<ObjectNode> maps() {
    return naming.stream().map(MultusCopy::map).toList();
  }

  private static ObjectNode map(ConfigMap original) {
    String name = original.getMetadata().getName();
    ObjectRef ref = new ObjectRef(original.getMetadata().getNamespace(), name);
    ObjectNode copy = GreenObjects.named("v1", "ConfigMap", ref, Names.COPY_OF, name);
    ObjectNode data = copy.withObject("/data");
    Selectors.orEmpty(original.getData())
        .forEach((key, text) -> data.put(key, Counterparts.replaced(text)));
    Map<String, String> binary = Selectors.orEmpty(original.getBinaryData());
    if (!binary.isEmpty()) {
      ObjectNode bytes = copy.withObject("/binaryData");
      binary.forEach(bytes::put);
    }
    return copy;
  }

  /** Its DaemonSet, with a selector of its own. */
  ObjectNode daemonSet() {
    Set<String> copied =
        naming.stream().map(m -> m.getMetadata().getName()).collect(Collectors.toSet());
    ObjectNode copy =
        GreenObjects.daemonSet(set, Names.COPY_OF, GreenObjects.ref(set).name(), copied);
    rename(copy);
    keepApart(copy.withObject("/spec/template/spec"));
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
}
