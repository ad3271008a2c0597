package io.restitch.cluster;

import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.AttemptFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.fact.SavedNode;
import io.restitch.core.net.Cidr;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The record's JSON as a fact. */
final class RecordFacts {
  /**
   * Format of records that this version writes, and the only one it reads: since 2 a plan lists
   * what its consents cover, and one that does not would stop every drain; since 3 it shows who
   * enforces policies, and what was not shown was not consented to.
   */
  static final int FORMAT = 3;

  private RecordFacts() {}

  static RecordFact of(JsonNode record, long fence) {
    JsonNode spec = record.path("spec");
    JsonNode status = record.path("status");
    int format = spec.path("format").asInt(FORMAT);
    if (format > FORMAT) {
      throw newer(record, "in format " + format + "; this version reads up to " + FORMAT);
    }
    if (format < FORMAT) {
      throw older(record, format);
    }
    return new RecordFact(
        record.at("/metadata/uid").asString(""),
        spec.path("planHash").asString(""),
        word(record, Intent.class, spec.path("intent").asString("Run")),
        fence,
        conditions(record),
        new RecordFact.Notes(
            attempts(status), saved(status), spec.path("confirmedRemoval").asBoolean(false)));
  }

  /** A word of ours; one that this version does not know is a newer one's. */
  private static <E extends Enum<E>> E word(JsonNode record, Class<E> words, String text) {
    for (E word : words.getEnumConstants()) {
      if (word.name().equals(text.toUpperCase(Locale.ROOT))) {
        return word;
      }
    }
    throw newer(record, "with the word '" + text + "', which this version does not know");
  }

  private static RestitchException older(JsonNode record, int format) {
    String version = record.path("spec").path("version").asString("?");
    return new RestitchException(
        ErrorCode.NEWER_RECORD,
        "the record was written by restitch %s in format %d, which this version no longer reads"
            .formatted(version, format),
        "finish it, or roll it back, with restitch " + version);
  }

  private static RestitchException newer(JsonNode record, String how) {
    String version = record.path("spec").path("version").asString("?");
    return new RestitchException(
        ErrorCode.NEWER_RECORD,
        "the record was written by restitch " + version + " " + how,
        "use restitch " + version + " or newer");
  }

  private static Map<PhaseName, Condition> conditions(JsonNode record) {
    Map<PhaseName, Condition> conditions = new EnumMap<>(PhaseName.class);
    for (JsonNode c : record.path("status").path("conditions")) {
      PhaseName.find(c.path("type").asString(""))
          .ifPresent(phase ->
              conditions.put(
                  phase,
                  new Condition(
                      phase,
                      word(record, Condition.Status.class, c.path("state").asString("STARTED")),
                      c.path("reason").asString(""),
                      c.path("message").asString(""),
                      Instant.parse(c.path("lastTransitionTime").asString("")))));
    }
    return conditions;
  }

  private static Map<String, AttemptFact> attempts(JsonNode status) {
    Map<String, AttemptFact> attempts = new HashMap<>();
    for (JsonNode a : status.path("attempts")) {
      attempts.put(
          a.path("slot").asString(""),
          new AttemptFact(
              a.path("number").asInt(2),
              cidr(a.path("podCidr").asString("")),
              a.path("zone").asString(""),
              a.path("reason").asString("")));
    }
    return attempts;
  }

  /** Bodies stay in their ConfigMaps; here is only which Nodes are saved. */
  private static Map<String, SavedNode> saved(JsonNode status) {
    Map<String, SavedNode> saved = new HashMap<>();
    for (JsonNode s : status.path("savedNodes")) {
      String name = s.path("name").asString("");
      saved.put(
          name,
          new SavedNode(
              name, s.path("uid").asString(""), cidr(s.path("firstPodCidr").asString(""))));
    }
    return saved;
  }

  private static @Nullable Cidr cidr(String text) {
    return text.isEmpty() ? null : Cidr.parse(text);
  }
}
