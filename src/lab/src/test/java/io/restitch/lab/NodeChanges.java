package io.restitch.lab;

import io.restitch.lab.AuditLog.Line;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** How restitch changed Nodes. */
final class NodeChanges {
  private final AuditLog log;

  NodeChanges(AuditLog log) {
    this.log = log;
  }

  /** How often each Node was given a pod CIDR. */
  Map<String, Integer> podCidrsGiven() {
    Map<String, Integer> count = new TreeMap<>();
    podCidrs().forEach(l -> count.merge(l.object(), 1, Integer::sum));
    return count;
  }

  /** Pod CIDRs that were given to more than one Node. */
  List<String> podCidrsGivenTwice() {
    Map<String, Set<String>> owners = new TreeMap<>();
    podCidrs()
        .forEach(l -> {
          String cidr = l.request().path("spec").path("podCIDR").asString("");
          owners.computeIfAbsent(cidr, k -> new TreeSet<>()).add(l.object());
        });
    return owners.entrySet().stream()
        .filter(e -> e.getValue().size() > 1)
        .map(e -> e.getKey() + ": " + e.getValue())
        .toList();
  }

  /** When each Node was soft-tainted first. */
  Map<String, Instant> softTainted() {
    Map<String, Instant> first = new HashMap<>();
    patches()
        .filter(l -> tainted(l.answer(), "restitch.io/leaving"))
        .forEach(l -> first.putIfAbsent(l.object(), l.at()));
    return first;
  }

  /** Whether a Node carried the soft taint at this time. */
  boolean leaving(String node, Instant at) {
    return patches()
        .filter(l -> l.object().equals(node) && !l.at().isAfter(at))
        .reduce((earlier, later) -> later)
        .filter(l -> tainted(l.answer(), "restitch.io/leaving"))
        .isPresent();
  }

  /** When the first Node was cordoned. */
  Optional<Instant> firstCordon() {
    return patches()
        .filter(l -> l.request().path("spec").path("unschedulable").asBoolean(false))
        .map(Line::received)
        .min(Instant::compareTo);
  }

  private Stream<Line> podCidrs() {
    return patches().filter(l -> l.request().path("spec").has("podCIDR"));
  }

  private Stream<Line> patches() {
    return log.byRestitch("patch", "nodes", "").filter(Line::ok);
  }

  private static boolean tainted(JsonNode node, String key) {
    for (JsonNode taint : node.path("spec").path("taints")) {
      if (taint.path("key").asString("").equals(key)) {
        return true;
      }
    }
    return false;
  }
}
