package io.restitch.cluster.act;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.api.Problems;
import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.ClusterAction.PostNode;
import io.restitch.core.fact.SavedNode;
import io.restitch.core.net.Cidr;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bodies of Nodes from before their delete until their machines are converted, one ConfigMap each,
 * in restitch's namespace. Time may pass after a Node was saved, so it is deleted only in the
 * version whose body is the saved one.
 */
public final class SavedNodes {
  private static final String MAPS = "/api/v1/namespaces/restitch-system/configmaps";
  private static final int TRIES = 5;
  private static final String NODES = "/api/v1/nodes";
  private final Api api;

  public SavedNodes(Api api) {
    this.api = api;
  }

  /** Saves the Node with this UID, in place of one that was saved before under its name. */
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
    keep(name, uid, first, NodeBody.of(node, name).toString());
    return new SavedNode(name, uid, first.isEmpty() ? null : Cidr.parse(first));
  }

  private void keep(String name, String uid, String first, String body) {
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
  }

  /**
   * Deletes a Node that is saved, in the version that is saved: if it was changed since, by an
   * operator say, it is saved again first. Gone, or another one of that name, is as good.
   *
   * @return whether it is one that is saved
   */
  boolean delete(DeleteNode action) {
    JsonNode data = data(action.node());
    if (!data.path("uid").asString("").equals(action.uid())) {
      return false;
    }
    String saved = data.path("node").asString("");
    for (int tried = 1; ; tried++) {
      Call get = Call.get(NODES + "/" + action.node(), "node " + action.node());
      Optional<Answer> found = api.ifThere(get);
      if (found.isEmpty()) {
        return true;
      }
      JsonNode node = found.get().json();
      if (!node.at("/metadata/uid").asString("").equals(action.uid())) {
        return true;
      }
      String now = NodeBody.of(node, action.node()).toString();
      if (!now.equals(saved)) {
        keep(action.node(), action.uid(), data.path("firstPodCidr").asString(""), now);
        saved = now;
      }
      String version = node.at("/metadata/resourceVersion").asString("");
      Call delete = Nodes.deletion(action, Map.of("uid", action.uid(), "resourceVersion", version));
      Answer deleted = api.send(delete);
      if (deleted.ok() || deleted.code() == 404) {
        return true;
      }
      if (deleted.code() != 409 || tried == TRIES) {
        throw Problems.of(deleted, delete);
      }
    }
  }

  /** What is kept of a Node; nothing if nothing is. */
  private JsonNode data(String name) {
    Call call = Call.get(MAPS + "/saved-node-" + name, "saved node " + name);
    return api.ifThere(call).map(a -> a.json().path("data")).orElseGet(() -> Json.tree("{}"));
  }

  /** Drops a saved Node. */
  public void forget(String name) {
    api.ifThere(Call.delete(MAPS + "/saved-node-" + name, "{}", "saved node " + name));
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
    // Written though it be empty: a Node that had none got this one from us.
    node.withObject("/metadata")
        .withObject("/annotations")
        .put(Names.FIRST_POD_CIDR, data.path("firstPodCidr").asString(""))
        .put(Names.POSTED_FOR, data.path("uid").asString(""));
    Call call = Call.post(NODES, node.toString(), "node " + action.node());
    Answer answer = api.send(call);
    if (!answer.ok() && answer.code() != 409) {
      throw Problems.of(answer, call);
    }
  }
}
