package io.restitch.lab;

import io.restitch.lab.AuditLog.Line;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** How nodes went: Node first, then its DaemonSet pods, then the machine. */
final class Departures {
  private final AuditLog log;
  private final PodHistory pods;
  private final Trace trace;
  private final Machines machines;

  Departures(AuditLog log, PodHistory pods, Trace trace, Machines machines) {
    this.log = log;
    this.pods = pods;
    this.trace = trace;
    this.machines = machines;
  }

  /** When restitch deleted which Node. */
  Map<String, Instant> nodesDeleted() {
    Map<String, Instant> deleted = new TreeMap<>();
    log.byRestitch("delete", "nodes", "")
        .filter(Line::ok)
        .forEach(l -> deleted.putIfAbsent(l.object(), l.received()));
    return deleted;
  }

  /** Pods that restitch deleted plainly though a drain has to move them. */
  List<String> plainDeletes() {
    return podDeletes()
        .filter(l -> pods.find(uid(l)).filter(PodHistory.Pod::moves).isPresent())
        .map(Line::object)
        .toList();
  }

  /** Nodes that were deleted while a pod that had to move was bound to them. */
  List<String> undrained() {
    List<String> undrained = new ArrayList<>();
    nodesDeleted()
        .forEach((node, at) ->
            pods.on(node, at).stream()
                .filter(PodHistory.Pod::moves)
                .forEach(p -> undrained.add(node + ": " + p.name())));
    return undrained;
  }

  /** Pods of DaemonSets that restitch deleted, by the node they were on. */
  Map<String, Long> daemonPodsDeleted() {
    Map<String, Long> count = new TreeMap<>();
    podDeletes()
        .forEach(l -> pods.find(uid(l)).ifPresent(p -> count.merge(p.node(), 1L, Long::sum)));
    return count;
  }

  /** What went in another order. */
  List<String> outOfOrder() {
    List<String> wrong = new ArrayList<>();
    Map<String, Instant> nodes = nodesDeleted();
    for (Machines.Machine machine : machines.all()) {
      Optional<Instant> asked = trace.deletionAsked(machine.id());
      Instant nodeGone = nodes.get(machine.node());
      if (asked.isPresent() && nodeGone != null) {
        if (!nodeGone.isBefore(asked.get())) {
          wrong.add(machine.node() + ": its machine went at " + asked + ", its Node " + nodeGone);
        }
        pods.on(machine.node(), asked.get()).stream()
            .filter(p -> !p.hostNetwork())
            .forEach(p -> wrong.add(p.name() + " was there when its machine went"));
      }
    }
    podDeletes()
        .forEach(l -> {
          String node = pods.find(uid(l)).map(PodHistory.Pod::node).orElse("");
          if (!nodes.containsKey(node) || l.received().isBefore(nodes.get(node))) {
            wrong.add(l.object() + " was deleted before its Node " + node);
          }
        });
    return wrong;
  }

  /** Machines that were deleted while an EndpointSlice had a ready pod there. */
  List<String> serving() {
    List<String> serving = new ArrayList<>();
    for (Machines.Machine machine : machines.all()) {
      trace
          .deletionAsked(machine.id())
          .ifPresent(at -> serving.addAll(readyEndpoints(machine.node(), at)));
    }
    return serving;
  }

  private List<String> readyEndpoints(String node, Instant at) {
    Map<String, JsonNode> slices = new HashMap<>();
    for (Line line : log.lines()) {
      if (line.ok() && line.resource().equals("endpointslices") && !line.at().isAfter(at)) {
        if (line.verb().equals("delete")) {
          slices.remove(line.object());
        } else if (line.answer().has("endpoints")) {
          JsonNode meta = line.answer().path("metadata");
          slices.put(
              meta.path("namespace").asString("") + "/" + meta.path("name").asString(""),
              line.answer());
        }
      }
    }
    List<String> ready = new ArrayList<>();
    slices.forEach((name, slice) -> {
      for (JsonNode endpoint : slice.path("endpoints")) {
        if (endpoint.path("nodeName").asString("").equals(node)
            && endpoint.at("/targetRef/kind").asString("").equals("Pod")
            && endpoint.at("/conditions/ready").asBoolean(true)) {
          ready.add(node + ": " + name + " → " + endpoint.at("/targetRef/name"));
        }
      }
    });
    return ready;
  }

  private java.util.stream.Stream<Line> podDeletes() {
    return log.byRestitch("delete", "pods", "").filter(Line::ok);
  }

  private static String uid(Line line) {
    return line.answer().path("metadata").path("uid").asString("");
  }
}
