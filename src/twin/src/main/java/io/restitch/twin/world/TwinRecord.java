package io.restitch.twin.world;

import io.restitch.core.Names;
import io.restitch.core.action.RecordAction;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.AttemptFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.fact.SavedNode;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Plan;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.RecordPort;
import io.restitch.engine.port.StoredMigration;
import io.restitch.twin.kube.Truth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The record, kept in the simulated cluster. */
final class TwinRecord implements RecordPort {
  private final Truth truth;
  private final Map<String, NodeFact> bodies = new TreeMap<>();
  private @Nullable Plan approved;

  TwinRecord(Truth truth) {
    this.truth = truth;
  }

  /** The Node that was saved under this name. */
  NodeFact savedNode(String name) {
    NodeFact body = bodies.get(name);
    if (body == null) {
      throw new RestitchException(ErrorCode.NOT_FOUND, "node " + name + " was never saved", "");
    }
    return body;
  }

  /** The pod CIDR that a saved Node had before its first conversion. */
  @Nullable Cidr firstPodCidr(String name) {
    SavedNode saved = now().notes().saved().get(name);
    return saved == null ? null : saved.firstPodCidr();
  }

  @Override
  public Optional<StoredMigration> read() {
    Plan plan = approved;
    return plan == null
        ? Optional.empty()
        : truth.world().record().map(r -> new StoredMigration("migration", plan, r));
  }

  @Override
  public RecordFact approve(Plan plan, String planHash) {
    approved = plan;
    return tell(
        new RecordFact("5eed0000-twin", planHash, Intent.RUN, 0, Map.of(), RecordFact.Notes.NONE));
  }

  @Override
  public RecordFact intend(Intent intent) {
    return tell(now().intending(intent));
  }

  @Override
  public RecordFact confirmRemoval() {
    RecordFact.Notes n = now().notes();
    return tell(noting(new RecordFact.Notes(n.attempts(), n.saved(), true)));
  }

  @Override
  public List<Change> perform(RecordAction action) {
    RecordFact written =
        switch (action) {
          case RecordAction.RecordCondition a -> condition(a.condition());
          case RecordAction.RecordAttempt a -> attempt(a.slotKey(), a.attempt());
          case RecordAction.RecordIntent a -> intend(a.intent());
          case RecordAction.SaveNode a -> save(a.node(), a.uid());
          case RecordAction.ForgetNode a -> forget(a.node());
        };
    return List.of(new Change.RecordSeen(written));
  }

  private RecordFact condition(Condition condition) {
    RecordFact r = now();
    Map<PhaseName, Condition> conditions = new TreeMap<>(r.conditions());
    conditions.put(condition.phase(), condition);
    return tell(new RecordFact(r.id(), r.planHash(), r.intent(), r.fence(), conditions, r.notes()));
  }

  private RecordFact attempt(String key, AttemptFact attempt) {
    RecordFact.Notes n = now().notes();
    Map<String, AttemptFact> attempts = new TreeMap<>(n.attempts());
    attempts.put(key, attempt);
    return tell(noting(new RecordFact.Notes(attempts, n.saved(), n.confirmedRemoval())));
  }

  private RecordFact save(String name, String uid) {
    RecordFact.Notes n = now().notes();
    NodeFact node =
        truth
            .node(name)
            .filter(found -> found.uid().equals(uid))
            .orElseThrow(
                () -> new RestitchException(ErrorCode.NOT_FOUND, "there is no node " + name, ""));
    bodies.put(name, node);
    Map<String, SavedNode> saved = new TreeMap<>(n.saved());
    saved.put(name, new SavedNode(name, uid, first(node)));
    return tell(noting(new RecordFact.Notes(n.attempts(), saved, n.confirmedRemoval())));
  }

  private static @Nullable Cidr first(NodeFact node) {
    String before = node.annotations().get(Names.FIRST_POD_CIDR);
    if (before == null) {
      return node.podCidr().orElse(null);
    }
    return before.isEmpty() ? null : Cidr.parse(before);
  }

  private RecordFact forget(String name) {
    RecordFact.Notes n = now().notes();
    Map<String, SavedNode> saved = new TreeMap<>(n.saved());
    saved.remove(name);
    bodies.remove(name);
    return tell(noting(new RecordFact.Notes(n.attempts(), saved, n.confirmedRemoval())));
  }

  private RecordFact noting(RecordFact.Notes notes) {
    RecordFact r = now();
    return new RecordFact(r.id(), r.planHash(), r.intent(), r.fence(), r.conditions(), notes);
  }

  private RecordFact now() {
    return truth
        .world()
        .record()
        .orElseThrow(() -> new RestitchException(ErrorCode.NOT_FOUND, "there is no migration", ""));
  }

  private RecordFact tell(RecordFact record) {
    truth.change(new Change.RecordSeen(record));
    return record;
  }
}
