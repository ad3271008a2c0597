package io.restitch.engine.event;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.MachineAction;
import io.restitch.core.action.RecordAction;
import io.restitch.core.decision.Wait;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events as lines of JSON, for logs and scripts. Names of fields only ever come to be, they never
 * change. Of an action it tells kind, key and words, never its insides.
 */
public final class JsonEvents implements Events {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Consumer<String> lines;

  /** Gives each event to the consumer as one line without its end. */
  public JsonEvents(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void tell(Event event) {
    lines.accept(line(event));
  }

  /** One event as one line, without its end. */
  public static String line(Event event) {
    return JSON.writeValueAsString(map(event));
  }

  private static Map<String, Object> map(Event event) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("at", event.at().toString());
    switch (event) {
      case Event.RunStarted e -> {
        map.put("event", "run-started");
        map.put("migration", e.migration());
        map.put("planHash", e.planHash());
        map.put("fence", e.fence());
        map.put("tally", tally(e.tally()));
      }
      case Event.PoliciesShown e -> {
        map.put("event", "policies-shown");
        map.put("table", e.ledger().table());
        map.put("says", e.ledger().says());
        map.put("unshown", e.unshown());
      }
      case Event.ActionStarted e -> action(map, "action-started", e.action());
      case Event.ActionDone e -> {
        action(map, "action-done", e.action());
        map.put("tookMillis", millis(e.took()));
      }
      case Event.ActionFailed e -> {
        action(map, "action-failed", e.action());
        map.put("code", e.failure().code().name());
        map.put("message", e.failure().message());
        map.put("remedy", e.failure().remedy());
        map.put("times", e.failure().times());
        map.put("retryAt", e.failure().retryAt().toString());
      }
      case Event.WaitBegan e -> awaited(map, "wait-began", e.awaited());
      case Event.WaitEnded e -> {
        awaited(map, "wait-ended", e.awaited());
        map.put("tookMillis", millis(e.took()));
      }
      case Event.PhaseChanged e -> {
        map.put("event", "phase-changed");
        map.put("phase", e.condition().phase().condition());
        map.put("status", e.condition().status().name().toLowerCase(Locale.ROOT));
        map.put("reason", e.condition().reason());
        map.put("message", e.condition().message());
        map.put("since", e.condition().since().toString());
      }
      case Event.Turned e -> {
        map.put("event", "turned");
        map.put("intent", e.intent().name().toLowerCase(Locale.ROOT));
      }
      case Event.Progress e -> {
        map.put("event", "progress");
        map.put("tally", tally(e.tally()));
      }
      case Event.RunEnded e -> {
        map.put("event", "run-ended");
        map.put("outcome", e.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        map.put("why", e.why());
        map.put("halfDone", e.halfDone());
        map.put("tally", tally(e.tally()));
      }
      case Event.Note e -> {
        map.put("event", "note");
        map.put("message", e.message());
      }
    }
    return map;
  }

  private static void action(Map<String, Object> map, String event, Action action) {
    map.put("event", event);
    map.put("action", action.getClass().getSimpleName());
    map.put("key", action.key());
    map.put("what", action.describe());
    switch (action) {
      case MachineAction.CreateMachine a -> map.put("slot", slot(a.tags()));
      case RecordAction.RecordAttempt a -> map.put("slot", a.slotKey());
      case Action other -> {
        // kind, key and words tell it all
      }
    }
  }

  private static String slot(Map<String, String> tags) {
    return tags.getOrDefault(Names.SLOT, "");
  }

  private static void awaited(Map<String, Object> map, String event, Wait awaited) {
    map.put("event", event);
    map.put("code", awaited.code());
    map.put("subject", awaited.subject());
    map.put("reason", awaited.reason());
    map.put("remedy", awaited.remedy());
  }

  private static Map<String, Object> tally(Event.Tally t) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("blueWorkers", t.blueWorkers());
    map.put("greenWorkers", t.greenWorkers());
    map.put("slotsDone", t.slotsDone());
    map.put("slots", t.slots());
    map.put("podsMoved", t.podsMoved());
    map.put("putBack", t.putBack());
    return map;
  }

  private static long millis(Duration took) {
    return took.toMillis();
  }
}
