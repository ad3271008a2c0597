package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.restitch.core.fact.AddOnsFact.Multus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a DaemonSet of Multus finds the network it hands on to: by its arguments (thin:
 * cmd/thin_entrypoint; thick of older versions, too), or by {@code daemon-config.json} in its
 * ConfigMap (thick: pkg/server/config, {@code MultusConf}).
 */
final class MultusSettings {
  /** The ConfigMap that Multus's own manifest makes. */
  static final String CONFIG_MAP = "multus-daemon-config";

  private static final JsonMapper JSON = JsonMapper.shared();

  /** Settings that name one file; the first network of a pod follows from them. */
  private static final List<String> NAMING =
      List.of("clusterNetwork", "multusMasterCNI", "readinessindicatorfile");

  private MultusSettings() {}

  /**
   * The DaemonSet, if it is one of Multus.
   *
   * @param config its ConfigMap's {@code daemon-config.json}; null if there is none
   */
  static Optional<Multus> of(String ref, DaemonSet set, @Nullable String config) {
    PodSpec pod =
        set.getSpec() == null || set.getSpec().getTemplate() == null
            ? null
            : set.getSpec().getTemplate().getSpec();
    if (pod == null || pod.getContainers().stream().noneMatch(MultusSettings::runsMultus)) {
      return Optional.empty();
    }
    List<String> calico = new ArrayList<>();
    String version = "";
    List<String> arguments =
        pod.getContainers().stream().flatMap(MultusSettings::arguments).toList();
    for (String argument : arguments) {
      if (namesCalico(argument)) {
        calico.add(argument);
      }
      if (argument.matches("--?cni-version=.*")) {
        version = argument.substring(argument.indexOf('=') + 1);
      }
    }
    boolean configured = config != null && mounts(pod);
    JsonNode tree = configured && config != null ? tree(config) : JSON.createObjectNode();
    for (String key : NAMING) {
      String value = tree.path(key).asString("");
      if (namesCalico(value)) {
        calico.add("ConfigMap " + CONFIG_MAP + ": " + key + " " + value);
      }
    }
    boolean thick = arguments.stream().anyMatch(a -> a.endsWith("multus-daemon"));
    return Optional.of(
        new Multus(
            "DaemonSet " + ref,
            thick,
            Fences.keepsOffFlannel(pod),
            calico,
            tree.path("cniVersion").asString(version)));
  }

  private static boolean runsMultus(Container container) {
    String image = container.getImage() == null ? "" : container.getImage();
    return image.contains("multus")
        && arguments(container)
            .noneMatch(a -> a.contains("dynamic-networks") || a.contains("admission"));
  }

  private static Stream<String> arguments(Container container) {
    return Stream.concat(container.getCommand().stream(), container.getArgs().stream());
  }

  private static boolean mounts(PodSpec pod) {
    return pod.getVolumes().stream()
        .anyMatch(v -> v.getConfigMap() != null && CONFIG_MAP.equals(v.getConfigMap().getName()));
  }

  /** By the names of files that Calico's and Canal's installers write. */
  private static boolean namesCalico(String value) {
    return value.contains("calico")
        || value.contains("10-canal")
        || value.contains("k8s-pod-network");
  }

  private static JsonNode tree(String config) {
    try {
      return JSON.readTree(config);
    } catch (JacksonException e) {
      return JSON.createObjectNode();
    }
  }
}
