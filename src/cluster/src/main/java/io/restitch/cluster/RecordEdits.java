package io.restitch.cluster;

import io.restitch.core.condition.Condition;
import io.restitch.core.fact.AttemptFact;
import io.restitch.core.fact.SavedNode;
import io.restitch.core.net.Cidr;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes of the record's status, in place. */
final class RecordEdits {
  private RecordEdits() {}

  /**
   * A condition; {@code status} is True for what holds (seen, or attested: the reason says which),
   * False otherwise, and {@code state} is our own word for it.
   */
  static void condition(ObjectNode record, Condition condition) {
    ObjectNode entry = entry(record, "conditions", "type", condition.phase().condition());
    entry
        .put("status", condition.holds() ? "True" : "False")
        .put("state", condition.status().name())
        .put("reason", reason(condition))
        .put("message", message(record, condition))
        .put("lastTransitionTime", condition.since().toString());
  }

  /** An attestation names whose word it is: who approved the plan. */
  private static String message(ObjectNode record, Condition condition) {
    String approvedBy = record.at("/spec/approvedBy").asString("");
    return condition.status() == Condition.Status.ATTESTED && !approvedBy.isEmpty()
        ? condition.message() + ": " + approvedBy
        : condition.message();
  }

  private static String reason(Condition condition) {
    if (!condition.reason().isEmpty()) {
      return condition.reason();
    }
    String word = condition.status().name();
    return word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT);
  }

  static void attempt(ObjectNode record, String slot, AttemptFact attempt) {
    entry(record, "attempts", "slot", slot)
        .put("number", attempt.number())
        .put("podCidr", text(attempt.podCidr()))
        .put("zone", attempt.zone())
        .put("reason", attempt.reason());
  }

  static void saved(ObjectNode record, SavedNode node) {
    entry(record, "savedNodes", "name", node.name())
        .put("uid", node.uid())
        .put("firstPodCidr", text(node.firstPodCidr()));
  }

  static void forget(ObjectNode record, String name) {
    ArrayNode kept = record.withObject("/status").arrayNode();
    for (JsonNode node : record.path("status").path("savedNodes")) {
      if (!node.path("name").asString("").equals(name)) {
        kept.add(node);
      }
    }
    record.withObject("/status").set("savedNodes", kept);
  }

  private static String text(@Nullable Cidr cidr) {
    return cidr == null ? "" : cidr.toString();
  }

  private static ObjectNode entry(ObjectNode record, String list, String key, String value) {
    ArrayNode entries = record.withArray("/status/" + list);
    for (JsonNode entry : entries) {
      if (entry.path(key).asString("").equals(value)) {
        return (ObjectNode) entry;
      }
    }
    return entries.addObject().put(key, value);
  }
}
