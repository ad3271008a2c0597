package io.restitch.lab;

import io.restitch.lab.AuditLog.Line;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What the audit log says about a drain: nothing here was told by restitch. */
final class Witness {
  private final AuditLog log;

  Witness(AuditLog log) {
    this.log = log;
  }

  /** Evictions that were asked for. */
  long evictions() {
    return log.byRestitch("create", "pods", "eviction").count();
  }

  /** Evictions that a disruption budget refused: it allowed none at that time. */
  long refusedEvictions() {
    return log.byRestitch("create", "pods", "eviction").filter(l -> l.status() == 429).count();
  }

  /** Pods that restitch deleted though a drain has to move them. */
  List<String> plainDeletes() {
    return log.byRestitch("delete", "pods", "")
        .filter(Line::ok)
        .filter(l -> !ownedBy(l.answer(), "DaemonSet"))
        .map(Line::object)
        .toList();
  }

  /** Nodes that were deleted while a pod that had to move was still bound to them. */
  List<String> undrainedNodes() {
    Map<String, Instant> deleted = nodeDeletions();
    List<String> undrained = new ArrayList<>();
    for (Line line : log.lines()) {
      if (!line.is("delete", "pods", "") || !line.ok() || !ended(line)) {
        continue;
      }
      JsonNode pod = line.answer();
      Instant nodeGone = deleted.get(pod.path("spec").path("nodeName").asString(""));
      boolean stays = ownedBy(pod, "DaemonSet") || ownedBy(pod, "Node");
      if (nodeGone != null && line.at().isAfter(nodeGone) && !stays) {
        undrained.add(line.object());
      }
    }
    return undrained;
  }

  /** When restitch deleted which Node. */
  Map<String, Instant> nodeDeletions() {
    Map<String, Instant> deleted = new TreeMap<>();
    log.byRestitch("delete", "nodes", "")
        .filter(Line::ok)
        .forEach(l -> deleted.putIfAbsent(l.object(), l.at()));
    return deleted;
  }

  /** How often restitch gave each Node a pod CIDR. */
  Map<String, Integer> podCidrAssignments() {
    Map<String, Integer> count = new TreeMap<>();
    log.byRestitch("patch", "nodes", "")
        .filter(Line::ok)
        .filter(l -> l.request().path("spec").has("podCIDR"))
        .forEach(l -> count.merge(l.object(), 1, Integer::sum));
    return count;
  }

  /** Pod CIDRs that were given to more than one Node. */
  List<String> podCidrsGivenTwice() {
    Map<String, Set<String>> owners = new TreeMap<>();
    log.byRestitch("patch", "nodes", "")
        .filter(Line::ok)
        .filter(l -> l.request().path("spec").has("podCIDR"))
        .forEach(l ->
            owners
                .computeIfAbsent(
                    l.request().path("spec").path("podCIDR").asString(""), k -> new HashSet<>())
                .add(l.object()));
    return owners.entrySet().stream()
        .filter(e -> e.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** When the last of these nodes got the soft taint, and when the first was cordoned. */
  Instant lastTaint(String taintKey) {
    return log.byRestitch("patch", "nodes", "")
        .filter(Line::ok)
        .filter(l -> newlyTainted(l, taintKey))
        .map(Line::at)
        .max(Instant::compareTo)
        .orElseThrow();
  }

  /** When the first node was cordoned. */
  Instant firstCordon() {
    return log.byRestitch("patch", "nodes", "")
        .filter(Line::ok)
        .filter(l -> l.request().toString().contains("unschedulable"))
        .map(Line::at)
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /**
   * Pods whose predecessor restitch had evicted, and that it evicted again; those that the
   * scheduler had put on a node that was to go all the same are counted apart.
   */
  Moves moves() {
    Map<String, String> ownerOfUid = new HashMap<>();
    Map<String, Instant> firstMove = new HashMap<>();
    long again = 0;
    long putBack = 0;
    Map<String, Instant> createdAt = new HashMap<>();
    Map<String, String> boundTo = new HashMap<>();
    Set<String> leaving = nodeDeletions().keySet();
    for (Line line : log.lines()) {
      if (line.is("create", "pods", "") && line.ok()) {
        String uid = line.answer().path("metadata").path("uid").asString("");
        ownerOfUid.put(uid, owner(line.answer()));
        createdAt.put(uid, line.at());
      }
      if (line.is("create", "pods", "binding") && line.ok()) {
        String uid = line.request().path("metadata").path("uid").asString("");
        boundTo.put(uid, line.request().path("target").path("name").asString(""));
        String owner = ownerOfUid.getOrDefault(uid, "");
        Instant moved = firstMove.get(owner);
        boolean replacement =
            moved != null && createdAt.getOrDefault(uid, Instant.MIN).isAfter(moved);
        if (replacement && leaving.contains(boundTo.get(uid))) {
          putBack++;
        }
      }
      if (line.byRestitch() && line.is("create", "pods", "eviction") && line.ok()) {
        String uid =
            line.request().path("deleteOptions").path("preconditions").path("uid").asString("");
        String owner = ownerOfUid.getOrDefault(uid, "");
        Instant moved = firstMove.putIfAbsent(owner, line.at());
        boolean replacement =
            moved != null && createdAt.getOrDefault(uid, Instant.MIN).isAfter(moved);
        if (replacement && !leaving.contains(boundTo.getOrDefault(uid, ""))) {
          again++;
        }
      }
    }
    return new Moves(evictions() - refusedEvictions(), putBack, again);
  }

  /**
   * How pods moved.
   *
   * @param moved evictions that were granted
   * @param putBack replacements of evicted pods that were scheduled to a node that was to go
   * @param again evictions of a replacement on a node that stays
   */
  record Moves(long moved, long putBack, long again) {}

  private static boolean newlyTainted(Line line, String taintKey) {
    return line.request().toString().contains(taintKey)
        && line.answer().path("spec").path("taints").toString().contains(taintKey);
  }

  private static boolean ended(Line line) {
    JsonNode grace = line.request().path("gracePeriodSeconds");
    return grace.isNumber() && grace.asInt() == 0;
  }

  private static boolean ownedBy(JsonNode pod, String kind) {
    for (JsonNode owner : pod.path("metadata").path("ownerReferences")) {
      if (owner.path("kind").asString("").equals(kind)) {
        return true;
      }
    }
    return false;
  }

  private static String owner(JsonNode pod) {
    JsonNode owners = pod.path("metadata").path("ownerReferences");
    return owners.isEmpty()
        ? pod.path("metadata").path("name").asString("")
        : owners.get(0).path("uid").asString("");
  }
}
