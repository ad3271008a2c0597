package io.restitch.cluster.act;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.fact.ConfiguredRange;
import io.restitch.core.Names;
import io.restitch.core.net.Cidr;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A copy of kube-proxy for green nodes, which knows the new pod range. kube-proxy takes {@code
 * clusterCIDR} for what is a local pod (kubernetes cmd/kube-proxy, {@code getLocalDetectors}): with
 * the old range it would give all Service traffic of green pods the node's address, and with the
 * new one that of blue pods.
 *
 * <ol>
 *   <li>ConfigMap and DaemonSet {@code kube-proxy-flannel} are made from kube-proxy's as they are.
 *   <li>Then the original is kept off green nodes ({@link Fence}); no pod on blue is rolled.
 * </ol>
 *
 * A cluster without a DaemonSet kube-proxy gets none. Somebody else's objects of the copy's name
 * are refused before anything is made, and never removed ({@link Parts}).
 */
final class SecondKubeProxy {
  private static final String MAPS = "/api/v1/namespaces/kube-system/configmaps/";
  private static final String SETS = "/apis/apps/v1/namespaces/kube-system/daemonsets/";
  private static final String ORIGINAL = ConfiguredRange.KUBE_PROXY;
  private static final String COPY = ConfiguredRange.SECOND_KUBE_PROXY;
  private static final String LABEL = "k8s-app";
  private static final RangePlace RANGE = new RangePlace.Entry("", "clusterCIDR");

  private final Api api;
  private final Fence fence;
  private final Parts parts;

  SecondKubeProxy(Api api) {
    this.api = api;
    this.parts = new Parts(api, Names.PART_FLANNEL);
    this.fence = new Fence(api, List.of(Names.FABRIC_FLANNEL));
  }

  /**
   * Makes it, and keeps the first one off green nodes.
   *
   * @throws RestitchException {@code BLOCKED} if a copy would not know the new range, or its name
   *     is taken
   */
  void install(Cidr podCidr) {
    Optional<JsonNode> set = found(SETS + ORIGINAL, "DaemonSet " + ORIGINAL);
    if (set.isEmpty()) {
      return;
    }
    Optional<JsonNode> configured = found(MAPS + ORIGINAL, "ConfigMap " + ORIGINAL);
    refuseUnknown(set.get(), configured);
    refuseTaken();
    configured.ifPresent(map ->
        api.require(Call.apply(MAPS + COPY, config(map, podCidr).toString(), "ConfigMap " + COPY)));
    api.require(
        Call.apply(
            SETS + COPY,
            GreenObjects.daemonSet(
                    fence.without(set.get(), places()), LABEL, COPY, Set.of(ORIGINAL))
                .toString(),
            "DaemonSet " + COPY));
    fence.raise(SETS + ORIGINAL, "DaemonSet " + ORIGINAL, places());
  }

  /** Lets the first one go everywhere again. */
  void openFirst() {
    if (found(SETS + ORIGINAL, "DaemonSet " + ORIGINAL).isPresent()) {
      fence.lift(SETS + ORIGINAL, "DaemonSet " + ORIGINAL, places());
    }
  }

  /** Lets the first one go everywhere again, and removes the copy. */
  void remove() {
    openFirst();
    parts.remove(SETS + COPY, "DaemonSet " + COPY);
    parts.remove(MAPS + COPY, "ConfigMap " + COPY);
  }

  private void refuseTaken() {
    String remedy =
        "rename or remove it: a copy of kube-proxy for green nodes would have its name. If it"
            + " serves them, keep the first off nodes with restitch.io/fabric=flannel, install"
            + " Flannel yourself, and attest FlannelInstalled";
    parts.refuseTaken(SETS + COPY, "DaemonSet kube-system/" + COPY, remedy);
    parts.refuseTaken(MAPS + COPY, "ConfigMap kube-system/" + COPY, remedy);
  }

  /**
   * A kube-proxy that learns the range elsewhere, or knows pods by Calico's devices, would serve
   * green pods wrongly, and say nothing.
   */
  private static void refuseUnknown(JsonNode set, Optional<JsonNode> configured) {
    String containers = set.at("/spec/template/spec/containers").toString();
    Map<String, Object> config =
        configured
            .map(map -> ConfiguredRanges.parse(map.path("data").path("config.conf").asString("")))
            .orElse(Map.of());
    boolean byDevice = "InterfaceNamePrefix".equals(config.get("detectLocalMode"));
    if (containers.contains("--cluster-cidr") || byDevice) {
      throw new RestitchException(
          ErrorCode.BLOCKED,
          "kube-proxy takes "
              + (byDevice
                  ? "pods for local by the names of their devices"
                  : "a flag --cluster-cidr")
              + ", and cannot be copied for green nodes",
          "make a second one for nodes with restitch.io/fabric=flannel yourself, keep the first off"
              + " them, install Flannel, and attest FlannelInstalled");
    }
  }

  private static ObjectNode config(JsonNode map, Cidr podCidr) {
    ObjectNode copy = GreenObjects.named("v1", "ConfigMap", GreenObjects.ref(map), LABEL, COPY);
    ObjectNode data = copy.withObject("/data");
    map.path("data").properties().forEach(e -> data.set(e.getKey(), e.getValue()));
    Map<String, Object> tree = ConfiguredRanges.parse(data.path("config.conf").asString(""));
    if (RANGE.read(tree).filter(old -> !old.isEmpty()).isPresent()) {
      RANGE.write(tree, podCidr.toString());
      data.put("config.conf", Serialization.asYaml(tree));
    }
    return copy;
  }

  private static List<Fence.Place> places() {
    return List.of(Fence.Place.DAEMON_SET);
  }

  private Optional<JsonNode> found(String path, String subject) {
    return api.ifThere(Call.get(path, subject)).map(Answer::json);
  }
}
