package io.restitch.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.fact.Resources;
import io.restitch.core.fact.Taint;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.policy.Ledger;
import io.restitch.engine.event.Event;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is counted for people. */
class TallyingTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final Plan PLAN =
      new Plan(
          "cluster",
          Settings.DEFAULT,
          new Plan.Before(null, false),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Map.of(),
          Ledger.NONE);

  private final Observed world =
      Observed.nothing(START)
          .fold(new Change.NodeSeen(node("blue", Map.of(), Names.LEAVING_TAINT)))
          .fold(new Change.NodeSeen(node("green", Map.of(Names.FABRIC, "flannel"), "")))
          .fold(record(PhaseName.WORKERS_REPLACED));
  private final Tallying tallying = new Tallying(PLAN, world);

  @Test
  void shouldTellBlueFromGreenByTheirLabels() {
    Event.Tally tally = tallying.tally(world);

    assertThat(tally.blueWorkers()).isEqualTo(1);
    assertThat(tally.greenWorkers()).isEqualTo(1);
  }

  @Test
  void shouldNotTakeWorkersForBlueAgainWhenTheLabelsGoAtTheEnd() {
    Observed end =
        Observed.nothing(START)
            .fold(new Change.NodeSeen(node("green", Map.of(), "")))
            .fold(record(PhaseName.UNBRIDGED));

    Event.Tally tally = tallying.tally(end);

    assertThat(tally.blueWorkers()).isZero();
    assertThat(tally.greenWorkers()).isEqualTo(1);
  }

  @Test
  void shouldCountAMovedPodThatTheSchedulerPutBackThoughItCameBackBeforeTheAnswer() {
    PodFact pod = pod("u-1", "blue");
    Observed before = world.fold(new Change.PodSeen(pod));
    tallying.saw(pod, before);

    tallying.evicting(eviction(), before);
    tallying.saw(pod("u-2", "blue"), before);
    tallying.evicted();

    assertThat(tallying.tally(before).podsMoved()).isEqualTo(1);
    assertThat(tallying.tally(before).putBack()).isEqualTo(1);
  }

  @Test
  void shouldNotCountAPodThatWentToAGreenNode() {
    Observed before = world.fold(new Change.PodSeen(pod("u-1", "blue")));

    tallying.evicting(eviction(), before);
    tallying.saw(pod("u-2", "green"), before);

    assertThat(tallying.tally(before).putBack()).isZero();
  }

  private static EvictPod eviction() {
    return new EvictPod(new ObjectRef("shop", "cart"), "u-1", "blue", null, null, "");
  }

  private static Change record(PhaseName started) {
    Map<PhaseName, Condition> conditions = new EnumMap<>(PhaseName.class);
    conditions.put(started, new Condition(started, Condition.Status.STARTED, "Started", "", START));
    return new Change.RecordSeen(
        new RecordFact("m", "hash", Intent.RUN, 1, conditions, RecordFact.Notes.NONE));
  }

  private static NodeFact node(String name, Map<String, String> labels, String taint) {
    List<Taint> taints =
        taint.isEmpty() ? List.of() : List.of(new Taint(taint, "", Taint.PREFER_NO_SCHEDULE));
    return new NodeFact(
        name,
        "u-" + name,
        labels,
        Map.of(),
        new NodeFact.Spec("", List.of(), taints, false),
        new NodeFact.Status(
            true,
            START,
            NodeFact.PodNetwork.CALICO,
            List.of(),
            Resources.NONE,
            NodeFact.NodeInfo.of("v1.34.3"),
            START,
            NodeFact.Deletion.NONE));
  }

  private static PodFact pod(String uid, String node) {
    return new PodFact(
        new ObjectRef("shop", "cart"),
        uid,
        node,
        Map.of(),
        Map.of(),
        new PodFact.Owner("ReplicaSet", "cart", "u-rs"),
        new PodFact.Spec(
            Resources.NONE,
            0,
            PodFact.Placement.ANYWHERE,
            false,
            List.of(),
            PodFact.Storage.NONE,
            30),
        new PodFact.Status(PodFact.Phase.RUNNING, true, START, null, List.of(), List.of()));
  }
}
