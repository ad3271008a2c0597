package io.restitch.cluster.act;

import io.restitch.cluster.api.Json;
import io.restitch.core.Names;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of a Node has to survive that it is deleted and posted again: what nobody would write again.
 * That is labels, annotations (but those of pod networks), finalizers, the provider's id, taints
 * (but those that follow from conditions) and addresses, which a kubelet with an external cloud
 * provider does not fill. The rest is the kubelet's.
 */
final class NodeBody {
  /**
   * What the node lifecycle controller sets and takes away by conditions and {@code unschedulable}
   * (pkg/controller/nodelifecycle, taintKeyToNodeConditionMap). Others of the same domain, such as
   * out-of-service, are an operator's.
   */
  private static final Set<String> CONDITION_TAINTS =
      Set.of(
          "node.kubernetes.io/not-ready",
          "node.kubernetes.io/unreachable",
          "node.kubernetes.io/network-unavailable",
          "node.kubernetes.io/unschedulable",
          "node.kubernetes.io/memory-pressure",
          "node.kubernetes.io/disk-pressure",
          "node.kubernetes.io/pid-pressure");

  private NodeBody() {}

  static ObjectNode of(JsonNode node, String name) {
    ObjectNode body = (ObjectNode) Json.tree("{\"apiVersion\":\"v1\",\"kind\":\"Node\"}");
    ObjectNode metadata = body.putObject("metadata").put("name", name);
    copy(node.path("metadata"), metadata, "labels", "annotations", "finalizers");
    ObjectNode annotations = metadata.withObject("/annotations");
    List.copyOf(annotations.propertyNames()).stream()
        .filter(NodeBody::ofPodNetwork)
        .forEach(annotations::remove);
    ObjectNode spec = body.putObject("spec");
    copy(node.path("spec"), spec, "providerID");
    ArrayNode taints = spec.putArray("taints");
    for (JsonNode taint : node.path("spec").path("taints")) {
      if (!CONDITION_TAINTS.contains(taint.path("key").asString(""))) {
        taints.add(taint);
      }
    }
    copy(
        node.path("status"),
        body.putObject("status"),
        "addresses",
        "capacity",
        "allocatable",
        "nodeInfo");
    return body;
  }

  private static void copy(JsonNode from, ObjectNode to, String... fields) {
    for (String field : fields) {
      if (from.has(field)) {
        to.set(field, from.get(field));
      }
    }
  }

  /** What an agent wrote for the Node as it was; copied, others would believe it. */
  private static boolean ofPodNetwork(String annotation) {
    return annotation.startsWith("projectcalico.org/")
        || annotation.startsWith(Names.FLANNEL_PREFIX);
  }
}
