package io.restitch.cluster;

import io.restitch.cluster.api.Json;
import io.restitch.core.Names;
import io.restitch.core.decision.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What whoever is at work waits for, in an annotation of the Lease: it is written with each
 * renewal, which costs no request more.
 */
final class LeaseWaits {
  /** The rest is in his own output; an annotation is for people who look from elsewhere. */
  private static final int MOST = 20;

  private static final int LONGEST = 500;

  private LeaseWaits() {}

  /** Those that a person can end, and what failed. */
  static String text(List<Wait> waits) {
    return Json.write(
        waits.stream()
            .filter(w -> w.needsPerson() || w.code().equals("action-failed"))
            .limit(MOST)
            .map(w ->
                Map.of(
                    "code", w.code(),
                    "subject", cut(w.subject()),
                    "reason", cut(w.reason()),
                    "remedy", cut(w.remedy())))
            .toList());
  }

  /** What a Lease says; nothing if it says nothing. */
  static List<Wait> read(JsonNode lease) {
    List<Wait> waits = new ArrayList<>();
    String text = lease.at("/metadata/annotations").path(Names.WAITS).asString("");
    Json.tree(text)
        .forEach(w ->
            waits.add(
                new Wait(
                    w.path("code").asString(""),
                    w.path("subject").asString(""),
                    w.path("reason").asString(""),
                    w.path("remedy").asString(""))));
    return waits;
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
