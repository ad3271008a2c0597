package io.restitch.lab;

import io.restitch.lab.AuditLog.Line;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Where every pod was from when to when, as the API server's answers tell it. */
final class PodHistory {
  private final Map<String, Pod> pods = new LinkedHashMap<>();

  /**
   * One pod.
   *
   * @param json as it was created
   * @param node where it was bound; empty if it never was
   * @param bound since when
   * @param removed when its object went; {@link Instant#MAX} if it is still there
   */
  record Pod(JsonNode json, String node, Instant bound, Instant removed) {
    String name() {
      JsonNode meta = json.path("metadata");
      return meta.path("namespace").asString("") + "/" + meta.path("name").asString("");
    }

    String uid() {
      return json.path("metadata").path("uid").asString("");
    }

    boolean hostNetwork() {
      return json.path("spec").path("hostNetwork").asBoolean(false);
    }

    /** Kind and UID of its controller; its own name if it has none. */
    String controller() {
      return owner().map(o -> o.path("uid").asString("")).orElse(name());
    }

    boolean ownedBy(String kind) {
      return owner().filter(o -> o.path("kind").asString("").equals(kind)).isPresent();
    }

    /** Whether a drain has to see it gone: all but pods of DaemonSets and static pods. */
    boolean moves() {
      return !ownedBy("DaemonSet") && !ownedBy("Node");
    }

    boolean on(String where, Instant at) {
      return node.equals(where) && !bound.isAfter(at) && removed.isAfter(at);
    }

    private Optional<JsonNode> owner() {
      JsonNode owners = json.path("metadata").path("ownerReferences");
      return owners.isEmpty() ? Optional.empty() : Optional.of(owners.get(0));
    }
  }

  /** A pod may be bound before whoever created it has its answer, so creations are read first. */
  PodHistory(AuditLog log) {
    List<Line> done =
        log.lines().stream().filter(l -> l.ok() && l.resource().equals("pods")).toList();
    done.stream().filter(l -> l.is("create", "pods", "")).forEach(this::created);
    done.stream().filter(l -> l.is("create", "pods", "binding")).forEach(this::bound);
    done.stream().filter(l -> l.is("delete", "pods", "") && atOnce(l)).forEach(this::removed);
  }

  /** Pods that were bound to a node at this time. */
  List<Pod> on(String node, Instant at) {
    return pods.values().stream().filter(p -> p.on(node, at)).toList();
  }

  /** The pod with this UID. */
  Optional<Pod> find(String uid) {
    return Optional.ofNullable(pods.get(uid));
  }

  /** All pods there ever were. */
  List<Pod> all() {
    return List.copyOf(pods.values());
  }

  private void created(Line line) {
    JsonNode json = line.answer();
    String node = json.path("spec").path("nodeName").asString("");
    Pod pod = new Pod(json, node, line.at(), Instant.MAX);
    pods.put(pod.uid(), pod);
  }

  private void bound(Line line) {
    String node = line.request().path("target").path("name").asString("");
    String uid = line.request().path("metadata").path("uid").asString("");
    pods.computeIfPresent(uid, (u, pod) -> new Pod(pod.json(), node, line.at(), pod.removed()));
  }

  /** What watches see may come before the answer to who asked: the request's arrival counts. */
  private void removed(Line line) {
    String uid = line.answer().path("metadata").path("uid").asString("");
    pods.computeIfPresent(
        uid,
        (u, pod) ->
            pod.removed().equals(Instant.MAX)
                ? new Pod(pod.json(), pod.node(), pod.bound(), line.received())
                : pod);
  }

  private static boolean atOnce(Line line) {
    JsonNode asked = line.request().path("gracePeriodSeconds");
    JsonNode granted = line.answer().path("metadata").path("deletionGracePeriodSeconds");
    return (asked.isNumber() && asked.asInt() == 0)
        || (granted.isNumber() && granted.asInt() == 0)
        || line.json().path("requestURI").asString("").contains("gracePeriodSeconds=0");
  }
}
