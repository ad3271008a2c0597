package io.restitch.lab;

import io.restitch.lab.AuditLog.Line;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How pods moved.
 *
 * @param moved evictions that were granted
 * @param putBack replacements of evicted pods that the scheduler put on a node that was to go
 * @param again replacements that were evicted though they were on a node that stays
 */
record Moves(long moved, long putBack, long again) {

  /** Reads them. A node is to go while it carries the soft taint. */
  static Moves read(AuditLog log, PodHistory pods, NodeChanges nodes) {
    Map<String, Instant> firstMove = new HashMap<>();
    long moved = 0;
    long again = 0;
    for (Line line : log.byRestitch("create", "pods", "eviction").filter(Line::ok).toList()) {
      String uid = line.request().at("/deleteOptions/preconditions/uid").asString("");
      PodHistory.Pod pod = pods.find(uid).orElseThrow();
      Instant before = firstMove.putIfAbsent(pod.controller(), line.at());
      moved++;
      if (before != null && replaces(pod, before) && !nodes.leaving(pod.node(), line.at())) {
        again++;
      }
    }
    long putBack =
        pods.all().stream()
            .filter(p -> p.moves() && firstMove.containsKey(p.controller()))
            .filter(p -> replaces(p, firstMove.getOrDefault(p.controller(), Instant.MAX)))
            .filter(p -> nodes.leaving(p.node(), p.bound()))
            .count();
    return new Moves(moved, putBack, again);
  }

  private static boolean replaces(PodHistory.Pod pod, Instant firstMove) {
    return pod.bound().isAfter(firstMove);
  }

  /** Those put back, of all that moved, in percent. */
  double putBackPercent() {
    return moved == 0 ? 0 : 100.0 * putBack / moved;
  }
}
