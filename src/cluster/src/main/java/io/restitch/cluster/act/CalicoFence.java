package io.restitch.cluster.act;

import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.fact.Agents;
import io.restitch.core.Names;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Keeps the pods of Calico's DaemonSets off green nodes and off control planes in change ({@link
 * Fence}).
 *
 * <p>The operator takes back what is changed on its DaemonSets, so its Installation is changed. It
 * knows no strategy but {@code RollingUpdate} (tigera/operator,
 * pkg/controller/installation/validation.go), and restarts Calico on blue, node by node.
 */
public final class CalicoFence {
  private static final String DAEMON_SETS = "/apis/apps/v1/daemonsets";
  private static final String INSTALLATION = "/apis/operator.tigera.io/v1/installations/default";

  /** Calico's DaemonSets as the Installation calls them; each needs rules of its own. */
  private static final List<String> OPERATED =
      List.of("calicoNodeDaemonSet", "csiNodeDriverDaemonSet");

  private final Api api;
  private final Fence fence;

  public CalicoFence(Api api) {
    this.api = api;
    this.fence = new Fence(api, List.of(Names.FABRIC_FLANNEL, Names.FABRIC_CONVERTING));
  }

  /**
   * Raises it.
   *
   * @throws RestitchException {@code NOT_FOUND} if there is no DaemonSet of Calico's
   */
  public void raise() {
    List<JsonNode> sets = daemonSets();
    if (sets.isEmpty()) {
      throw new RestitchException(
          ErrorCode.NOT_FOUND,
          "no DaemonSet of Calico's was found (k8s-app: calico-node or canal)",
          "see 'kubectl get daemonsets -A --show-labels'");
    }
    each(sets, fence::raise);
  }

  /** Lifts it. */
  public void lift() {
    each(daemonSets(), fence::lift);
  }

  /** Raises or lifts it around one object. */
  private interface Change {
    void on(String path, String subject, List<Fence.Place> places);
  }

  private void each(List<JsonNode> sets, Change change) {
    boolean operated = false;
    for (JsonNode set : sets) {
      if (operated(set)) {
        operated = true;
      } else {
        JsonNode metadata = set.path("metadata");
        change.on(
            "/apis/apps/v1/namespaces/%s/daemonsets/%s"
                .formatted(metadata.path("namespace").asString(), metadata.path("name").asString()),
            "DaemonSet " + metadata.path("name").asString(),
            List.of(Fence.Place.DAEMON_SET));
      }
    }
    if (operated) {
      change.on(
          INSTALLATION,
          "Installation default",
          OPERATED.stream().map(Fence.Place::installation).toList());
    }
  }

  private List<JsonNode> daemonSets() {
    JsonNode list = api.require(Call.get(DAEMON_SETS, "DaemonSets")).json();
    List<JsonNode> found = new ArrayList<>();
    list.path("items").valueStream().filter(CalicoFence::ofCalico).forEach(found::add);
    return found;
  }

  private static boolean ofCalico(JsonNode set) {
    Map<String, String> labels = new TreeMap<>();
    set.at("/spec/template/metadata/labels")
        .properties()
        .forEach(l -> labels.put(l.getKey(), l.getValue().asString("")));
    return Agents.of(labels).filter(a -> a != Agents.FLANNEL).isPresent();
  }

  private static boolean operated(JsonNode set) {
    return set.at("/metadata/ownerReferences")
        .valueStream()
        .anyMatch(o -> o.path("apiVersion").asString("").startsWith("operator.tigera.io/"));
  }
}
