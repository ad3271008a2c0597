package io.restitch.engine.loop;

import io.restitch.core.action.RecordAction;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.policy.Ledger;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.World;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** A cluster of nothing but a record and a Lease, and a clock that tests set. */
final class FakeWorld {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

  /** What happened, in its order. */
  final List<String> log = new CopyOnWriteArrayList<>();

  final FakeLease lease = new FakeLease(log, this::clock);
  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final Map<PhaseName, Condition> conditions = new EnumMap<>(PhaseName.class);
  private final Map<String, Runnable> after = new HashMap<>();
  private final Map<String, RestitchException> refused = new HashMap<>();

  /** A plan of which these phases are true by the operator's word. */
  static Plan attested(PhaseName... phases) {
    return new Plan(
        "cluster",
        Settings.DEFAULT.attesting(Set.of(phases)),
        new Plan.Before(null, false),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        Ledger.NONE);
  }

  /** Runs this when an effect has come about. */
  void afterEffect(String effect, Runnable then) {
    after.put(effect, then);
  }

  /** Refuses an effect. */
  void refuse(String effect, RestitchException problem) {
    refused.put(effect, problem);
  }

  /** Wall time goes on, and nothing else. */
  void sleep(Duration time) {
    now.updateAndGet(t -> t.plus(time));
  }

  InstantSource clock() {
    return now::get;
  }

  /** What was brought about. */
  List<String> effects() {
    return log.stream().filter(l -> l.startsWith("record ")).toList();
  }

  World ports() {
    return new World(
        new RecordOnly.Cluster(this::fact),
        action -> List.of(),
        new RecordOnly.Hosts(action -> List.of(), () -> log.add("look at machines")),
        action -> List.of(),
        new RecordOnly.Kept(this::fact, this::onRecord),
        lease);
  }

  private synchronized RecordFact fact() {
    return new RecordFact("m", "hash", Intent.RUN, 0, conditions, RecordFact.Notes.NONE);
  }

  private List<Change> onRecord(RecordAction action) {
    return action instanceof RecordAction.RecordCondition c ? keep(c.condition()) : List.of();
  }

  private synchronized List<Change> keep(Condition condition) {
    String effect = "record " + condition.phase();
    RestitchException problem = refused.get(effect);
    if (problem != null) {
      throw problem;
    }
    log.add(effect);
    conditions.put(condition.phase(), condition);
    List<Change> seen = List.of(new Change.RecordSeen(fact()));
    after.getOrDefault(effect, () -> {}).run();
    return seen;
  }
}
