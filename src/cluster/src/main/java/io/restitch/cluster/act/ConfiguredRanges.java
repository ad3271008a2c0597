package io.restitch.cluster.act;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.fact.ConfiguredRange;
import io.restitch.core.Names;
import io.restitch.core.net.Cidr;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Sets the pod range in kubeadm's and kube-proxy's configuration, and puts back what was there.
 *
 * <ol>
 *   <li>What stood in a ConfigMap before is noted on it, in the same request that changes it.
 *   <li>kube-proxy reads its configuration only at its start, so its DaemonSet is rolled: by an
 *       annotation that says what for, so that doing it twice rolls it once.
 *   <li>kube-proxy's note goes last: while it is there, a killed run is repeated.
 * </ol>
 */
public final class ConfiguredRanges {
  private static final String MAPS = "/api/v1/namespaces/kube-system/configmaps/";
  private static final String KUBE_PROXY =
      "/apis/apps/v1/namespaces/kube-system/daemonsets/kube-proxy";
  private static final String AS_BEFORE = "as-before";

  private static final Document KUBEADM_CONFIG =
      new Document(
          ConfiguredRange.KUBEADM,
          "ClusterConfiguration",
          List.of(
              new RangePlace.Entry("networking", "podSubnet"),
              new RangePlace.Flag("cluster-cidr")));
  private static final Document PROXY_CONFIG =
      new Document(
          ConfiguredRange.KUBE_PROXY,
          "config.conf",
          List.of(new RangePlace.Entry("", "clusterCIDR")));

  private final Api api;

  public ConfiguredRanges(Api api) {
    this.api = api;
  }

  /** Sets it; what is not there, is left out. */
  public void set(Cidr range) {
    read(KUBEADM_CONFIG).ifPresent(m -> set(m, range));
    Optional<Found> proxy = read(PROXY_CONFIG);
    proxy.ifPresent(m -> set(m, range));
    if (proxy.isPresent()) {
      roll(range.toString());
    }
  }

  /** Puts back what was noted; what carries no note, is left as it is. */
  public void putBack() {
    read(KUBEADM_CONFIG)
        .ifPresent(m -> m.note().ifPresent(before -> write(m, restored(m, before), null)));
    read(PROXY_CONFIG)
        .ifPresent(m ->
            m.note()
                .ifPresent(before -> {
                  write(m, restored(m, before), before);
                  roll(AS_BEFORE);
                  read(PROXY_CONFIG).ifPresent(now -> write(now, now.tree(), null));
                }));
  }

  /** One YAML document in a ConfigMap. */
  private record Document(String map, String key, List<RangePlace> places) {}

  private record Found(Document document, JsonNode map) {
    /** A tree of one's own. */
    Map<String, Object> tree() {
      return parse(map.path("data").path(document.key()).asString(""));
    }

    /** What stood there before we came, by place. */
    Optional<SortedMap<String, String>> note() {
      JsonNode note = map.at("/metadata/annotations").path(Names.POD_RANGE_BEFORE);
      if (note.isMissingNode()) {
        return Optional.empty();
      }
      SortedMap<String, String> before = new TreeMap<>();
      Json.tree(note.asString(""))
          .properties()
          .forEach(e -> before.put(e.getKey(), e.getValue().asString("")));
      return Optional.of(before);
    }
  }

  private Optional<Found> read(Document document) {
    return found(MAPS + document.map(), "ConfigMap " + document.map())
        .map(map -> new Found(document, map))
        .filter(m -> !m.tree().isEmpty());
  }

  private void set(Found found, Cidr range) {
    Map<String, Object> tree = found.tree();
    SortedMap<String, String> before = new TreeMap<>();
    for (RangePlace place : found.document().places()) {
      place
          .read(tree)
          .ifPresent(old -> {
            before.put(place.name(), old);
            place.write(tree, range.toString());
          });
    }
    write(found, tree, found.note().orElse(before));
  }

  private static Map<String, Object> restored(Found found, Map<String, String> before) {
    Map<String, Object> tree = found.tree();
    for (RangePlace place : found.document().places()) {
      String old = before.get(place.name());
      if (old != null) {
        place.write(tree, old);
      }
    }
    return tree;
  }

  /** Writes a document and its note, unless both are there. */
  private void write(
      Found found, Map<String, Object> tree, @Nullable SortedMap<String, String> note) {
    Document document = found.document();
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("resourceVersion", found.map().at("/metadata/resourceVersion").asString(""));
    Map<String, @Nullable String> annotations = new LinkedHashMap<>();
    annotations.put(Names.POD_RANGE_BEFORE, note == null ? null : Json.write(note));
    metadata.put("annotations", annotations);
    Map<String, Object> patch = new LinkedHashMap<>();
    patch.put("metadata", metadata);
    boolean same = tree.equals(found.tree());
    if (!same) {
      patch.put("data", Map.of(document.key(), Serialization.asYaml(tree)));
    }
    if (!same || !found.note().equals(Optional.ofNullable(note))) {
      String subject = "ConfigMap " + document.map();
      api.require(Call.merge(MAPS + document.map(), Json.write(patch), subject));
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> parse(String yaml) {
    return yaml.isBlank() ? Map.of() : Serialization.unmarshal(yaml, LinkedHashMap.class);
  }

  private void roll(String reason) {
    Optional<String> rolledFor =
        found(KUBE_PROXY, "DaemonSet kube-proxy")
            .map(set ->
                set.at("/spec/template/metadata/annotations").path(Names.POD_RANGE).asString(""));
    if (rolledFor.isPresent() && !rolledFor.get().equals(reason)) {
      Map<String, Object> metadata = Map.of("annotations", Map.of(Names.POD_RANGE, reason));
      api.require(
          Call.merge(
              KUBE_PROXY,
              Json.write(Map.of("spec", Map.of("template", Map.of("metadata", metadata)))),
              "DaemonSet kube-proxy"));
    }
  }

  private Optional<JsonNode> found(String path, String subject) {
    return api.ifThere(Call.get(path, subject)).map(Answer::json);
  }
}
