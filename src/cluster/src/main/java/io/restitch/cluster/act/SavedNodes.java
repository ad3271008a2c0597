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
import tools.jackson.databind.node.ObjectNode;

/**
 * Bodies of Nodes between delete and post, one ConfigMap each, in restitch's namespace. A body
 * holds names, labels, annotations, the provider's id and taints; the rest is the kubelet's.
 */
public final class SavedNodes {
  private static final String MAPS = "/api/v1/namespaces/restitch-system/configmaps";
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
    metadata.set("labels", node.at("/metadata/labels"));
    metadata.set("annotations", node.at("/metadata/annotations"));
    ObjectNode spec = body.putObject("spec");
    for (String field : List.of("providerID", "taints")) {
      if (node.path("spec").has(field)) {
        spec.set(field, node.path("spec").get(field));
      }
    }
    return body;
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
    Call call = Call.post(NODES, node.toString(), "node " + action.node());
    Answer answer = api.send(call);
    if (!answer.ok() && answer.code() != 409) {
      throw Problems.of(answer, call);
    }
  }
}
