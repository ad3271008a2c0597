package io.restitch.cluster;

import io.restitch.cluster.act.SavedNodes;
import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.api.Problems;
import io.restitch.core.action.RecordAction;
import io.restitch.core.action.RecordAction.ForgetNode;
import io.restitch.core.action.RecordAction.RecordAttempt;
import io.restitch.core.action.RecordAction.RecordCondition;
import io.restitch.core.action.RecordAction.RecordIntent;
import io.restitch.core.action.RecordAction.SaveNode;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.fact.SavedNode;
import io.restitch.core.plan.Plan;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.RecordPort;
import io.restitch.engine.port.StoredMigration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * The record: {@code migrations.restitch.io}, one object named {@code migration}. Every change
 * reads it, changes it and replaces the version it read; if another was faster, again.
 */
public final class KubeRecordPort implements RecordPort {
  private static final String NAME = "migration";
  private static final String RECORDS =
      "/apis/restitch.io/v1alpha1/namespaces/" + Namespaces.OURS + "/migrations";
  private static final String RECORD = RECORDS + "/" + NAME;
  private static final String SUBJECT = "migration " + Namespaces.OURS + "/" + NAME;
  private static final int TRIES = 8;

  private final Api api;
  private final Permissions permissions;
  private final PlanStore plans;
  private final PlanCodec codec;
  private final SavedNodes nodes;
  private final LongSupplier fence;
  private final String version;

  /**
   * @param fence the fencing generation we hold, {@link KubeLeasePort#fence}
   * @param version of restitch, for the record
   */
  public KubeRecordPort(Api api, PlanCodec codec, LongSupplier fence, String version) {
    this.api = api;
    this.permissions = new Permissions(api);
    this.plans = new PlanStore(api, codec);
    this.codec = codec;
    this.nodes = new SavedNodes(api);
    this.fence = fence;
    this.version = version;
  }

  /** The fact in a record's JSON; nothing for an object of another name. */
  public Optional<RecordFact> fact(String json) {
    var tree = Json.tree(json);
    return tree.at("/metadata/name").asString("").equals(NAME)
        ? Optional.of(RecordFacts.of(tree, fence.getAsLong()))
        : Optional.empty();
  }

  @Override
  public Optional<StoredMigration> read() {
    return permissions.reading(() ->
        find()
            .map(record -> {
              RecordFact fact = RecordFacts.of(record, fence.getAsLong());
              return new StoredMigration(NAME, plans.read(fact.planHash()), fact);
            }));
  }

  @Override
  public RecordFact approve(Plan plan, String planHash) {
    return permissions.changing(() -> approved(plan, planHash));
  }

  private RecordFact approved(Plan plan, String planHash) {
    Namespaces.ensure(api);
    RecordDefinition.install(api);
    Optional<ObjectNode> before = find();
    if (before.isPresent()) {
      RecordFact fact = RecordFacts.of(before.get(), fence.getAsLong());
      boolean ended = fact.rolledBack() || fact.over() || fact.refused();
      if (fact.planHash().equals(planHash) && !ended) {
        return fact;
      }
      if (fact.underWay()) {
        throw new RestitchException(
            ErrorCode.STALE_PLAN,
            "a migration with plan " + fact.planHash() + " is under way, not " + planHash,
            "go on with 'restitch apply' (without a file), or end it with 'restitch abort'");
      }
    }
    plans.write(plan, planHash);
    Optional<ObjectNode> unused = before.filter(KubeRecordPort::neverStarted);
    if (before.isPresent() && unused.isEmpty()) {
      remove(before.get());
    }
    if (unused.isEmpty()) {
      ObjectNode record = (ObjectNode) Json.tree("{}");
      record.put("apiVersion", "restitch.io/v1alpha1").put("kind", "Migration");
      record.withObject("/metadata").put("name", NAME);
      approved(record, plan, planHash);
      Call call = Call.post(RECORDS, record.toString(), SUBJECT);
      return RecordFacts.of(api.require(call).json(), fence.getAsLong());
    }
    return change("", r -> approved(r, plan, planHash));
  }

  private static boolean neverStarted(ObjectNode record) {
    return record.path("status").path("conditions").isEmpty();
  }

  /**
   * A migration that is over makes room: names and tokens of machines hang on the record's UID, and
   * a new plan's slots must never meet those of an old one.
   */
  private void remove(ObjectNode record) {
    String uid = record.at("/metadata/uid").asString("");
    Call call =
        Call.delete(RECORD, Json.write(Map.of("preconditions", Map.of("uid", uid))), SUBJECT);
    api.ifThere(call);
  }

  private void approved(ObjectNode record, Plan plan, String planHash) {
    ObjectNode spec = record.withObject("/spec");
    spec.put("format", RecordFacts.FORMAT)
        .put("version", version)
        .put("approvedBy", permissions.user())
        .put("planHash", planHash)
        .put("intent", word(Intent.RUN))
        .put("confirmedRemoval", false);
    spec.set("settings", Json.tree(codec.settings(plan)));
  }

  @Override
  public RecordFact intend(Intent intent) {
    return permissions.changing(
        () -> change("", r -> r.withObject("/spec").put("intent", word(intent))));
  }

  @Override
  public RecordFact confirmRemoval() {
    return permissions.changing(
        () -> change("", r -> r.withObject("/spec").put("confirmedRemoval", true)));
  }

  @Override
  public List<Change> perform(RecordAction action) {
    return List.of(
        new Change.RecordSeen(
            switch (action) {
              case RecordCondition a ->
                  change("/status", r -> RecordEdits.condition(r, a.condition()));
              case RecordAttempt a ->
                  change("/status", r -> RecordEdits.attempt(r, a.slotKey(), a.attempt()));
              case RecordIntent a -> intend(a.intent());
              case SaveNode a -> {
                SavedNode saved = nodes.save(a.node(), a.uid());
                yield change("/status", r -> RecordEdits.saved(r, saved));
              }
              case ForgetNode a -> {
                RecordFact now = change("/status", r -> RecordEdits.forget(r, a.node()));
                nodes.forget(a.node());
                yield now;
              }
            }));
  }

  private RecordFact change(String subresource, Consumer<ObjectNode> edit) {
    for (int tried = 1; ; tried++) {
      ObjectNode record =
          find()
              .orElseThrow(() ->
                  new RestitchException(
                      ErrorCode.NOT_FOUND,
                      "there is no migration in this cluster",
                      "make a plan with 'restitch plan' and run 'restitch apply'"));
      RecordFacts.of(record, fence.getAsLong());
      String before = record.toString();
      edit.accept(record);
      if (record.toString().equals(before)) {
        return RecordFacts.of(record, fence.getAsLong());
      }
      Call call = Call.put(RECORD + subresource, record.toString(), SUBJECT);
      Answer answer = api.send(call);
      if (answer.ok()) {
        return RecordFacts.of(answer.json(), fence.getAsLong());
      }
      if (answer.code() != 409 || tried == TRIES) {
        throw Problems.of(answer, call);
      }
    }
  }

  private Optional<ObjectNode> find() {
    Optional<ObjectNode> found =
        api.ifThere(Call.get(RECORD, SUBJECT)).map(a -> (ObjectNode) a.json());
    found.ifPresent(record -> record.withObject("/metadata").remove("managedFields"));
    return found;
  }

  private static String word(Intent intent) {
    return switch (intent) {
      case RUN -> "Run";
      case PAUSE -> "Pause";
      case ABORT -> "Abort";
      case ROLLBACK -> "Rollback";
    };
  }
}
