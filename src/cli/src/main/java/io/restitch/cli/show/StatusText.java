package io.restitch.cli.show;

import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.engine.port.StoredMigration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The record for people and for scripts. */
public final class StatusText {
  private StatusText() {}

  /** As a table. */
  public static String of(StoredMigration stored) {
    Rows rows = new Rows("PHASE", "STATUS", "SINCE", "EVIDENCE");
    for (PhaseName phase : PhaseName.values()) {
      Optional<Condition> c = stored.fact().condition(phase);
      rows.add(
          phase,
          c.map(StatusText::status).orElse("-"),
          c.map(x -> x.since().toString()).orElse("-"),
          c.map(Condition::message).orElse("-"));
    }
    StringBuilder text = new StringBuilder(rows.toString());
    text.append("\nintent: ").append(lower(stored.fact().intent()));
    text.append("   plan: ").append(shortHash(stored)).append('\n');
    stored
        .fact()
        .notes()
        .attempts()
        .forEach((slot, a) ->
            text.append(
                "slot %s: attempt %d, because %s\n".formatted(slot, a.number(), a.reason())));
    stored
        .fact()
        .notes()
        .saved()
        .keySet()
        .forEach(node -> text.append("Node " + node + " is saved and being converted\n"));
    if (mixed(stored)) {
      text.append(
          "Fabrics are mixed: hold, fence and bridge stay as they are while nothing runs.\n");
    }
    return text.toString();
  }

  /** As nested maps. */
  public static Map<String, Object> map(StoredMigration stored) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("apiVersion", "restitch.io/v1alpha1");
    map.put("kind", "Status");
    map.put("metadata", Map.of("name", stored.name(), "uid", stored.fact().id()));
    map.put("planHash", stored.fact().planHash());
    map.put("intent", lower(stored.fact().intent()));
    map.put("conditions", stored.fact().conditions().values());
    map.put("attempts", stored.fact().notes().attempts());
    map.put("converting", stored.fact().notes().saved().keySet());
    return map;
  }

  private static boolean mixed(StoredMigration stored) {
    boolean begun = stored.fact().condition(PhaseName.WORKERS_REPLACED).isPresent();
    boolean over =
        stored.fact().condition(PhaseName.UNBRIDGED).filter(Condition::holds).isPresent();
    return begun && !over;
  }

  private static String status(Condition c) {
    return switch (c.status()) {
      case STARTED -> "in work";
      case TRUE -> "✔ true";
      case ATTESTED -> "attested";
      case UNDONE -> "undone";
    };
  }

  private static String shortHash(StoredMigration stored) {
    String hash = stored.fact().planHash();
    return hash.substring(0, Math.min(12, hash.length()));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
