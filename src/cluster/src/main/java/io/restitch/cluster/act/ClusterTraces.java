package io.restitch.cluster.act;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.core.Names;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What restitch keeps in a cluster, once nobody needs it any more: notes on objects of others, its
 * namespace with the record, and the definition of records.
 */
public final class ClusterTraces {
  private static final String NODES = "/api/v1/nodes";
  private static final List<String> NOTED =
      List.of(
          "/api/v1/namespaces/kube-system/configmaps/kubeadm-config",
          "/api/v1/namespaces/kube-system/configmaps/kube-proxy");
  private static final String NAMESPACE = "/api/v1/namespaces/" + Names.SYSTEM;
  private static final String DEFINITION =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/migrations.restitch.io";

  /** Parts that are over before the end; Flannel itself stays, and carries none of them. */
  private static final List<String> OVER =
      List.of(Names.PART_BRIDGE, Names.PART_PROBE, Names.PART_FLANNEL);

  private static final String PARTS =
      "?labelSelector="
          + Names.PART.replace("/", "%2F")
          + "%20in%20("
          + String.join("%2C", OVER)
          + ")";

  private static final Map<String, String> INSTALLED =
      Map.of("DaemonSet", "/apis/apps/v1/daemonsets", "ConfigMap", "/api/v1/configmaps");

  private final Api api;
  private final Awaiting awaiting;

  public ClusterTraces(Api api) {
    this(api, Duration.ofMillis(500), Duration.ofMinutes(2));
  }

  ClusterTraces(Api api, Duration pause, Duration limit) {
    this.api = api;
    this.awaiting = new Awaiting(pause, limit);
  }

  /** What there is, for people: a line a thing. */
  public List<String> list() {
    List<String> all = new ArrayList<>();
    noted().forEach(o -> all.add("notes on " + subject(o)));
    Stream.of(NAMESPACE, DEFINITION)
        .filter(path -> api.ifThere(Call.get(path, path)).isPresent())
        .map(path ->
            path.equals(NAMESPACE)
                ? "namespace " + Names.SYSTEM + ", with the record and its plan"
                : "definition migrations.restitch.io")
        .forEach(all::add);
    return all;
  }

  /**
   * What was installed on the way and is to be gone at the end, as {@code kind/namespace/name}.
   *
   * @throws RestitchException {@code FORBIDDEN}
   */
  public SortedSet<String> installed() {
    SortedSet<String> found = new TreeSet<>();
    INSTALLED.forEach((kind, path) ->
        api.require(Call.metadata(path + PARTS, kind + "s"))
            .json()
            .path("items")
            .valueStream()
            .map(o -> o.path("metadata"))
            .filter(m -> OVER.contains(m.path("labels").path(Names.PART).asString("")))
            .map(m ->
                kind + "/" + m.path("namespace").asString("") + "/" + m.path("name").asString(""))
            .forEach(found::add));
    return found;
  }

  /**
   * Removes all of it; the record goes last but for its definition, so that what was cut off can be
   * begun again.
   *
   * @throws RestitchException {@code TRANSIENT} if the namespace is not gone after two minutes;
   *     {@code FORBIDDEN}
   */
  public void remove() {
    noted().forEach(this::clean);
    goes(NAMESPACE);
    goes(DEFINITION);
  }

  private List<JsonNode> noted() {
    Stream<JsonNode> nodes =
        api.require(Call.metadata(NODES, "nodes")).json().path("items").valueStream();
    Stream<JsonNode> maps =
        NOTED.stream()
            .flatMap(path -> api.ifThere(Call.get(path, path)).map(Answer::json).stream());
    return Stream.concat(nodes, maps).filter(ClusterTraces::hasNotes).toList();
  }

  private static boolean hasNotes(JsonNode object) {
    return !ours(object, "labels").isEmpty() || !ours(object, "annotations").isEmpty();
  }

  private static List<String> ours(JsonNode object, String map) {
    Predicate<String> isOurs = key -> key.startsWith(Names.PREFIX);
    Collection<String> keys = object.at("/metadata/" + map).propertyNames();
    return keys.stream().filter(isOurs).sorted().toList();
  }

  private static boolean namespaced(JsonNode object) {
    return object.at("/metadata").has("namespace");
  }

  private static String subject(JsonNode object) {
    String name = object.at("/metadata/name").asString();
    return namespaced(object)
        ? "ConfigMap " + object.at("/metadata/namespace").asString() + "/" + name
        : "node " + name;
  }

  private void clean(JsonNode object) {
    String name = object.at("/metadata/name").asString();
    String path =
        namespaced(object)
            ? "/api/v1/namespaces/"
                + object.at("/metadata/namespace").asString()
                + "/configmaps/"
                + name
            : NODES + "/" + name;
    Map<String, Object> metadata = new HashMap<>();
    for (String map : List.of("labels", "annotations")) {
      Map<String, Object> without = new HashMap<>();
      ours(object, map).forEach(key -> without.put(key, null));
      metadata.put(map, without);
    }
    api.ifThere(Call.merge(path, Json.write(Map.of("metadata", metadata)), subject(object)));
  }

  private void goes(String path) {
    api.ifThere(Call.delete(path, "{}", path));
    awaiting.until(
        () -> api.ifThere(Call.get(path, path)).isEmpty(),
        () ->
            new RestitchException(
                ErrorCode.TRANSIENT,
                path + " is not gone yet",
                "see what holds it: 'kubectl get --raw " + path + "', then run this again"));
  }
}
