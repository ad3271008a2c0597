package io.restitch.cluster.act;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.api.Problems;
import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction.PostNode;
import io.restitch.core.fact.SavedNode;
import io.restitch.core.net.Cidr;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bodies of Nodes between delete and post, one ConfigMap each, in restitch's namespace. A body
 * holds what nobody would write again: labels, annotations (but those of pod networks), finalizers,
 * the provider's id, taints (but those that follow from conditions: not-ready, unreachable,
 * network-unavailable, unschedulable, pressures) and addresses, which a kubelet with an external
 * cloud provider does not fill. The rest is the kubelet's.
 */
public final class SavedNodes {
  private static final String MAPS = "/api/v1/namespaces/restitch-system/configmaps";
  private static final String CONDITION_TAINTS = "node.kubernetes.io/";
  private static final String NODES = "/api/v1/nodes";
  private final Api api;

  public SavedNodes(Api api) {
    this.api = api;
  }

  /** Saves the Node with this UID, unless it is saved already. */
  public SavedNode save(String name, String uid) {
    JsonNode node = api.require(Call.get(NODES + "/" + name, "node " + name)).json();
    if (!node.at("/metadata/uid").asString("").equals(uid)) {
      throw Problems.of(
          new Answer(409, null, "{\"message\":\"the Node's UID is no longer " + uid + "\"}"),
          Call.get(NODES + "/" + name, "node " + name));
    }
    String first =
        node.path("metadata")
            .path("annotations")
            .path(Names.FIRST_POD_CIDR)
            .asString(node.at("/spec/podCIDR").asString(""));
    String body = body(node, name).toString();
    Map<String, String> data = new TreeMap<>();
    data.put("uid", uid);
    data.put("firstPodCidr", first);
    data.put("node", body);
    String map = "saved-node-" + name;
    api.require(
        Call.apply(
            MAPS + "/" + map,
            Json.write(
                Map.of(
                    "apiVersion",
                    "v1",
                    "kind",
                    "ConfigMap",
                    "metadata",
                    Map.of("name", map),
                    "data",
                    data)),
            "saved node " + name));
    return new SavedNode(name, uid, first.isEmpty() ? null : Cidr.parse(first), body);
  }

  /** Drops a saved Node. */
  public void forget(String name) {
    Call call = Call.delete(MAPS + "/saved-node-" + name, "{}", "saved node " + name);
    Answer answer = api.send(call);
    if (!answer.ok() && answer.code() != 404) {
      throw Problems.of(answer, call);
    }
  }

  private static ObjectNode body(JsonNode node, String name) {
    ObjectNode body = (ObjectNode) Json.tree("{\"apiVersion\":\"v1\",\"kind\":\"Node\"}");
    ObjectNode metadata = body.putObject("metadata").put("name", name);
    copy(node.path("metadata"), metadata, "labels", "annotations", "finalizers");
    ObjectNode annotations = metadata.withObject("/annotations");
    List.copyOf(annotations.propertyNames()).stream()
        .filter(SavedNodes::ofPodNetwork)
        .forEach(annotations::remove);
    ObjectNode spec = body.putObject("spec");
    copy(node.path("spec"), spec, "providerID");
    ArrayNode taints = spec.putArray("taints");
    for (JsonNode taint : node.path("spec").path("taints")) {
      if (!taint.path("key").asString("").startsWith(CONDITION_TAINTS)) {
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
        || annotation.startsWith("flannel.alpha.coreos.com/");
  }

  /** Posts a saved Node again, cordoned; one that is there already is left as it is. */
  void post(PostNode action) {
    String subject = "saved node " + action.node();
    JsonNode data =
        api.require(Call.get(MAPS + "/saved-node-" + action.node(), subject)).json().path("data");
    ObjectNode node = (ObjectNode) Json.tree(data.path("node").asString("{}"));
    ObjectNode spec = node.withObject("/spec").put("unschedulable", true);
    if (action.podCidr() != null) {
      spec.put("podCIDR", action.podCidr().toString());
      spec.putArray("podCIDRs").add(action.podCidr().toString());
    }
    ObjectNode labels = node.withObject("/metadata").withObject("/labels");
    if (action.fabric() == null) {
      labels.remove(Names.FABRIC);
    } else {
      labels.put(Names.FABRIC, action.fabric());
    }
    String first = data.path("firstPodCidr").asString("");
    if (!first.isEmpty()) {
      node.withObject("/metadata").withObject("/annotations").put(Names.FIRST_POD_CIDR, first);
    }
    node.withObject("/metadata")
        .withObject("/annotations")
        .put(Names.POSTED_FOR, data.path("uid").asString(""));
    Call call = Call.post(NODES, node.toString(), "node " + action.node());
    Answer answer = api.send(call);
    if (!answer.ok() && answer.code() != 409) {
      throw Problems.of(answer, call);
    }
  }
}
