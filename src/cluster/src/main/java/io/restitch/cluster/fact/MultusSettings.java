package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.restitch.core.fact.AddOnsFact.Multus;
import io.restitch.core.fact.AddOnsFact.Setting;
import io.restitch.core.fact.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a DaemonSet of Multus finds the network it hands on to: by its arguments (thin:
 * cmd/thin_entrypoint; thick of older versions, too), or by JSON in a ConfigMap that it mounts
 * (thick: {@code daemon-config.json}, pkg/server/config, {@code MultusConf}; thin: what {@code
 * --multus-conf-file} names, unless that is {@code auto}).
 */
final class MultusSettings {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final String ref;
  private final PodSpec pod;
  private final List<String> arguments;

  private MultusSettings(String ref, PodSpec pod) {
    this.ref = ref;
    this.pod = pod;
    this.arguments =
        Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
            .flatMap(MultusSettings::arguments)
            .toList();
  }

  /** Those of a DaemonSet, if it is one of Multus. */
  static Optional<MultusSettings> of(String ref, DaemonSet set) {
    PodSpec pod = PodTemplates.pod(set);
    return pod == null || pod.getContainers().stream().noneMatch(MultusSettings::runsMultus)
        ? Optional.empty()
        : Optional.of(new MultusSettings(ref, pod));
  }

  /** ConfigMaps that it mounts and may read settings from: namespace and name. */
  SortedSet<String> mounted() {
    SortedSet<String> names = new TreeSet<>();
    sources().forEach(s -> names.add(map(s)));
    return names;
  }

  /**
   * What it is told.
   *
   * @param maps what it mounts, as far as it was read
   * @param forbidden what it mounts and we may not read
   */
  Multus with(Map<String, ConfigMap> maps, SortedSet<String> forbidden) {
    List<Setting> calico = new ArrayList<>();
    for (String argument : arguments) {
      if (Counterparts.namesCalico(argument)) {
        calico.add(new Setting(argument, Counterparts.of(argument).isPresent()));
      }
    }
    for (ConfigMapVolumeSource source : sources().toList()) {
      ConfigMap map = maps.get(map(source));
      boolean mayChange = map != null && !Boolean.TRUE.equals(map.getImmutable());
      for (String text : texts(source, maps)) {
        calico.addAll(Counterparts.settings("ConfigMap " + source.getName(), text, mayChange));
      }
    }
    return new Multus(
        "DaemonSet " + ref,
        thick(),
        Fences.keepsOffFlannel(pod),
        calico.stream().distinct().toList(),
        mounted().stream().filter(forbidden::contains).map(m -> "ConfigMap " + m).toList(),
        thick() ? thickVersion(maps) : thinVersion());
  }

  private boolean thick() {
    return arguments.stream().anyMatch(a -> a.endsWith("multus-daemon"));
  }

  /** What thick Multus holds a default network against, unless it writes its own into that. */
  private String thickVersion(Map<String, ConfigMap> maps) {
    String version = flag("cni-version");
    for (String text : sources().flatMap(s -> texts(s, maps).stream()).toList()) {
      JsonNode config = tree(text);
      if (config.path("forceCNIVersion").asBoolean(false)) {
        return "";
      }
      version = config.path("cniVersion").asString(version);
    }
    return version;
  }

  /** The same of thin Multus, which looks at none if its configuration was made by hand. */
  private String thinVersion() {
    boolean forced = arguments.stream().anyMatch(a -> a.startsWith("--force-cni-version"));
    String conf = flag("multus-conf-file");
    return forced || !(conf.isEmpty() || conf.equals("auto")) ? "" : flag("cni-version");
  }

  /** {@code --name=value} or {@code --name value}; empty if it is not given. */
  private String flag(String name) {
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i).replaceFirst("^--?", "");
      if (word.startsWith(name + "=")) {
        return word.substring(name.length() + 1);
      }
      if (word.equals(name) && i + 1 < arguments.size()) {
        return arguments.get(i + 1);
      }
    }
    return "";
  }

  /** Whether it names what our Flannel's configuration is called. */
  boolean namesFlannel(Map<String, ConfigMap> maps) {
    return arguments.stream().anyMatch(Counterparts::namesFlannel)
        || sources().flatMap(s -> texts(s, maps).stream()).anyMatch(Counterparts::textNamesFlannel);
  }

  /**
   * Thin Multus with a configuration made of what it finds, as it does unless told otherwise, looks
   * into no ConfigMap.
   */
  private Stream<ConfigMapVolumeSource> sources() {
    String conf = flag("multus-conf-file");
    boolean thin = arguments.stream().anyMatch(a -> a.endsWith("thin_entrypoint"));
    return conf.equals("auto") || (thin && conf.isEmpty())
        ? Stream.empty()
        : pod.getVolumes().stream().map(Volume::getConfigMap).filter(Objects::nonNull);
  }

  private String map(ConfigMapVolumeSource source) {
    return new ObjectRef(ObjectRef.parse(ref).namespace(), source.getName()).toString();
  }

  /** What is mounted of a ConfigMap. */
  private List<String> texts(ConfigMapVolumeSource source, Map<String, ConfigMap> maps) {
    ConfigMap map = maps.get(map(source));
    List<String> keys = source.getItems().stream().map(KeyToPath::getKey).toList();
    return map == null
        ? List.of()
        : Selectors.orEmpty(map.getData()).entrySet().stream()
            .filter(e -> keys.isEmpty() || keys.contains(e.getKey()))
            .map(Map.Entry::getValue)
            .toList();
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

  private static JsonNode tree(String config) {
    try {
      return JSON.readTree(config);
    } catch (JacksonException e) {
      return JSON.createObjectNode();
    }
  }
}
