package io.restitch.cluster.act;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.api.Problems;
import io.restitch.cluster.fact.ConfiguredRange;
import io.restitch.core.net.Cidr;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Sets the pod range in kubeadm's and kube-proxy's configuration. kube-proxy reads its own only at
 * its start, so its DaemonSet is rolled: by an annotation that names the range, so that doing it
 * twice rolls it once.
 */
public final class ConfiguredRanges {
  private static final String MAPS = "/api/v1/namespaces/kube-system/configmaps/";
  private static final String KUBE_PROXY =
      "/apis/apps/v1/namespaces/kube-system/daemonsets/kube-proxy";
  private static final String ROLLED_FOR = "restitch.io/pod-range";

  private final Api api;

  public ConfiguredRanges(Api api) {
    this.api = api;
  }

  /** Sets it; what is not there, is left out. */
  public void set(Cidr range) {
    edit(ConfiguredRange.KUBEADM, "ClusterConfiguration", tree -> kubeadm(tree, range));
    boolean proxied =
        edit(
            ConfiguredRange.KUBE_PROXY,
            "config.conf",
            tree -> tree.put("clusterCIDR", range.toString()));
    if (proxied) {
      roll(range);
    }
  }

  @FunctionalInterface
  private interface Edit {
    void apply(Map<String, Object> tree);
  }

  /** Edits one YAML document in a ConfigMap, if both are there and the edit changes it. */
  private boolean edit(String name, String key, Edit edit) {
    Call get = Call.get(MAPS + name, "ConfigMap " + name);
    Answer answer = api.send(get);
    if (answer.code() == 404) {
      return false;
    }
    if (!answer.ok()) {
      throw Problems.of(answer, get);
    }
    JsonNode map = answer.json();
    String text = map.path("data").path(key).asString("");
    if (text.isBlank()) {
      return false;
    }
    Map<String, Object> tree = parse(text);
    edit.apply(tree);
    if (!tree.equals(parse(text))) {
      String version = map.at("/metadata/resourceVersion").asString("");
      api.require(
          Call.merge(
              MAPS + name,
              Json.write(
                  Map.of(
                      "metadata", Map.of("resourceVersion", version),
                      "data", Map.of(key, Serialization.asYaml(tree)))),
              "ConfigMap " + name));
    }
    return true;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> parse(String yaml) {
    return Serialization.unmarshal(yaml, LinkedHashMap.class);
  }

  /** {@code networking.podSubnet}, and the flag if kube-controller-manager's arguments name it. */
  private static void kubeadm(Map<String, Object> tree, Cidr range) {
    below(tree, "networking").put("podSubnet", range.toString());
    Object manager = tree.get("controllerManager");
    Object arguments = manager instanceof Map<?, ?> m ? m.get("extraArgs") : null;
    if (arguments instanceof Map<?, ?> byName && byName.containsKey("cluster-cidr")) {
      putInto(byName, "cluster-cidr", range);
    } else if (arguments instanceof List<?> list) {
      for (Object argument : list) {
        if (argument instanceof Map<?, ?> m && "cluster-cidr".equals(m.get("name"))) {
          putInto(m, "value", range);
        }
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> below(Map<String, Object> tree, String key) {
    return (Map<String, Object>) tree.computeIfAbsent(key, k -> new LinkedHashMap<>());
  }

  @SuppressWarnings("unchecked")
  private static void putInto(Map<?, ?> map, String key, Cidr range) {
    ((Map<String, Object>) map).put(key, range.toString());
  }

  private void roll(Cidr range) {
    Optional<String> rolledFor =
        found(KUBE_PROXY)
            .map(
                set -> set.at("/spec/template/metadata/annotations").path(ROLLED_FOR).asString(""));
    if (rolledFor.isPresent() && !rolledFor.get().equals(range.toString())) {
      Map<String, Object> annotations = Map.of(ROLLED_FOR, range.toString());
      api.require(
          Call.merge(
              KUBE_PROXY,
              Json.write(
                  Map.of(
                      "spec",
                      Map.of("template", Map.of("metadata", Map.of("annotations", annotations))))),
              "DaemonSet kube-proxy"));
    }
  }

  private Optional<JsonNode> found(String path) {
    Call call = Call.get(path, "DaemonSet kube-proxy");
    Answer answer = api.send(call);
    if (!answer.ok() && answer.code() != 404) {
      throw Problems.of(answer, call);
    }
    return answer.ok() ? Optional.of(answer.json()) : Optional.empty();
  }
}
