package io.restitch.lab;

import io.restitch.lab.AuditLog.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The evictions that restitch asked for, and what the API server answered. */
final class Evictions {
  /** How the API server names the budget (registry/core/pod/storage/eviction.go). */
  private static final Pattern BUDGET = Pattern.compile("disruption budget (\\S+) ");

  /** What is answered to a caller who does not listen any more, since it was killed. */
  private static final String HUNG_UP = "context canceled";

  /** A status that was out so long has been seen by every watch. */
  private static final Duration SEEN = Duration.ofMillis(500);

  private final AuditLog log;
  private final List<Line> asked;

  Evictions(AuditLog log) {
    this.log = log;
    this.asked = log.byRestitch("create", "pods", "eviction").toList();
  }

  long asked() {
    return asked.size();
  }

  long granted() {
    return asked.stream().filter(Line::ok).count();
  }

  /** Those that were refused, since the budget allowed none at that time. */
  List<Line> refused() {
    return asked.stream().filter(l -> l.status() == 429).toList();
  }

  /** Those that failed otherwise, but for pods or callers that were gone by then. */
  List<String> odd() {
    return asked.stream()
        .filter(l -> !l.ok() && l.status() != 429 && l.status() != 404 && l.status() != 409)
        .filter(l -> !l.json().at("/responseStatus/message").asString("").contains(HUNG_UP))
        .map(l -> l.object() + " " + l.status() + " " + l.json().path("responseStatus"))
        .toList();
  }

  /** Refused ones whose budget had said before, in good time, that it allows none. */
  List<String> knownToBeShut() {
    Map<String, Line> status = new HashMap<>();
    List<String> known = new ArrayList<>();
    List<Line> refused = refused();
    for (Line line : log.lines()) {
      if (line.ok() && line.is("update", "poddisruptionbudgets", "status")) {
        status.put(line.object(), line);
      } else if (refused.contains(line)) {
        Line last = status.get(budget(line));
        boolean shut =
            last != null
                && last.answer().path("status").path("disruptionsAllowed").asInt(0) == 0
                && last.at().plus(SEEN).isBefore(line.received());
        if (shut) {
          known.add(line.object() + " at " + line.received());
        }
      }
    }
    return known;
  }

  private static String budget(Line line) {
    for (JsonNode cause : line.answer().path("details").path("causes")) {
      Matcher named = BUDGET.matcher(cause.path("message").asString(""));
      if (cause.path("reason").asString("").equals("DisruptionBudget") && named.find()) {
        return line.namespace() + "/" + named.group(1);
      }
    }
    return "";
  }
}
