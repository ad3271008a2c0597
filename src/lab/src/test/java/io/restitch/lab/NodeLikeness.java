package io.restitch.lab;

import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of a Node has to outlive its conversion: everything but what this class names. Labels,
 * taints, addresses, the provider's id, capacity and kubeadm's annotations are among the rest.
 */
final class NodeLikeness {
  /** It is a new object. */
  private static final List<String> IDENTITY =
      List.of("uid", "resourceVersion", "creationTimestamp", "managedFields", "generation");

  /** The pod network's own, of both, and ours. */
  private static final List<String> NETWORK =
      List.of("projectcalico.org/", "flannel.alpha.coreos.com/", "restitch.io/");

  private NodeLikeness() {}

  /** Every Node, by name. */
  static TreeMap<String, JsonNode> nodes(MixedLab lab) {
    TreeMap<String, JsonNode> nodes = new TreeMap<>();
    for (JsonNode node :
        JsonMapper.shared().readTree(lab.kubectl("get", "nodes", "-o", "json")).path("items")) {
      nodes.put(node.at("/metadata/name").asString(""), node);
    }
    return nodes;
  }

  /** The part of a Node that has to be the same afterwards, for a person to compare too. */
  static String lasting(JsonNode node) {
    ObjectNode copy = (ObjectNode) node.deepCopy();
    ObjectNode metadata = (ObjectNode) copy.get("metadata");
    metadata.remove(IDENTITY);
    for (String map : List.of("labels", "annotations")) {
      ObjectNode entries = (ObjectNode) metadata.get(map);
      entries.remove(
          entries.propertyNames().stream()
              .filter(k -> NETWORK.stream().anyMatch(k::startsWith))
              .toList());
    }
    ((ObjectNode) copy.get("spec")).remove(List.of("podCIDR", "podCIDRs"));
    ObjectNode status = (ObjectNode) copy.get("status");
    status.remove("images"); // which are there is the kubelet's to say, and to forget
    TreeMap<String, String> conditions = new TreeMap<>();
    node.at("/status/conditions")
        .forEach(c -> conditions.put(c.path("type").asString(""), c.path("status").asString("")));
    status.put("conditions", conditions.toString());
    return JsonMapper.builder()
        .configure(tools.jackson.databind.SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
        .build()
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(JsonMapper.shared().convertValue(copy, TreeMap.class));
  }
}
