package io.restitch.core.fact;

import io.restitch.core.condition.Condition;
import io.restitch.core.condition.Condition.Status;
import io.restitch.core.condition.PhaseName;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The record: what the cluster remembers of the migration.
 *
 * @param id its UID; the migration's id
 * @param planHash hash of the approved plan
 * @param intent what the operator wants now
 * @param fence fencing generation of the Lease we hold
 * @param conditions one per phase that was ever looked at
 * @param notes what must be remembered of single slots and nodes
 */
public record RecordFact(
    String id,
    String planHash,
    Intent intent,
    long fence,
    Map<PhaseName, Condition> conditions,
    Notes notes) {
  public RecordFact {
    Map<PhaseName, Condition> sorted = new EnumMap<>(PhaseName.class);
    sorted.putAll(conditions);
    conditions = Collections.unmodifiableMap(sorted);
  }

  /** The condition of a phase, if it was ever looked at. */
  public Optional<Condition> condition(PhaseName phase) {
    return Optional.ofNullable(conditions.get(phase));
  }

  /** Whether the migration has come to its end. */
  public boolean over() {
    return condition(PhaseName.VERIFIED).filter(Condition::holds).isPresent();
  }

  /**
   * Whether something was undone already, and not all: a pause forgets that a rollback was asked
   * for.
   */
  public boolean turnedBack() {
    return !rolledBack()
        && conditions.values().stream()
            .anyMatch(c -> c.status() == Status.UNDONE || c.reason().equals("RollingBack"));
  }

  /** What goes on after a stop. */
  public Intent course() {
    return intent == Intent.PAUSE && turnedBack() ? Intent.ROLLBACK : intent;
  }

  /** Whether all that was started is undone again. */
  public boolean rolledBack() {
    return !conditions.isEmpty()
        && conditions.values().stream().allMatch(c -> c.status() == Status.UNDONE);
  }

  /** Whether something stood in the way before anything was changed: it is as if it never began. */
  public boolean refused() {
    return conditions.values().stream().anyMatch(Condition::refused)
        && conditions.values().stream().allMatch(c -> c.refused() || c.status() == Status.UNDONE);
  }

  /** Whether something was started, and it is neither over nor given up. */
  public boolean underWay() {
    boolean started = conditions.values().stream().anyMatch(c -> c.status() != Status.UNDONE);
    return started && !refused() && !over() && intent != Intent.ABORT;
  }

  /** The same record, seen by a process that holds the Lease in this generation. */
  public RecordFact underFence(long generation) {
    return new RecordFact(id, planHash, intent, generation, conditions, notes);
  }

  /** The same record, with another wish of the operator. */
  public RecordFact intending(Intent other) {
    return new RecordFact(id, planHash, other, fence, conditions, notes);
  }

  /**
   * What the world cannot show.
   *
   * @param attempts slots in trouble: their present attempt, by slot key ({@code forward/7})
   * @param saved Nodes that are deleted and posted again, until their machines are converted, by
   *     name
   * @param confirmedRemoval whether the operator named Calico's removal at the prompt or by flag
   */
  public record Notes(
      Map<String, AttemptFact> attempts, Map<String, SavedNode> saved, boolean confirmedRemoval) {
    /** Nothing to remember. */
    public static final Notes NONE = new Notes(Map.of(), Map.of(), false);

    public Notes {
      attempts = Collections.unmodifiableMap(new TreeMap<>(attempts));
      saved = Collections.unmodifiableMap(new TreeMap<>(saved));
    }
  }
}
