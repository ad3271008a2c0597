package io.restitch.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.AddTaint;
import io.restitch.core.action.ClusterAction.PostNode;
import io.restitch.core.action.ClusterAction.RemoveTaint;
import io.restitch.core.action.ClusterAction.Uncordon;
import io.restitch.core.action.FabricAction.SetFence;
import io.restitch.core.action.HostAction.TakeBackup;
import io.restitch.core.action.MachineAction.CreateMachine;
import io.restitch.core.action.RecordAction.RecordCondition;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.Condition.Status;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Decision;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Outcome;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.testing.Clusters;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.SmallWorld;
import io.restitch.core.testing.Worlds;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeciderTest {
  private final Plan attested = Worlds.plan(List.of("blue-1", "blue-2"), 1, 1);
  private final Plan whole = Worlds.plan(Settings.DEFAULT, List.of("blue-1", "blue-2"), 1, 1);
  private final Observed world = Worlds.of(Facts.worker("blue-1"), Facts.worker("blue-2"));

  @Test
  void shouldWaitForTheRecordBeforeAnythingElse() {
    Decision decision = Decider.decide(Observed.nothing(Facts.START), attested, InFlight.NOTHING);

    assertThat(decision.actions()).isEmpty();
    assertThat(decision.waits()).extracting(Wait::code).containsExactly("record");
  }

  @Test
  void shouldRecordAPhaseAsStartedBeforeItsFirstEffect() {
    Decision first = decide(record(Intent.RUN), whole);
    Decision then =
        decide(
            record(
                Intent.RUN,
                Worlds.condition(PhaseName.NETWORK_PROBED, Status.TRUE),
                Worlds.condition(PhaseName.BACKED_UP, Status.STARTED)),
            whole);

    assertThat(recorded(first)).containsExactly("NetworkProbed STARTED");
    assertThat(then.actions()).isNotEmpty().hasOnlyElementsOfType(TakeBackup.class);
  }

  @Test
  void shouldRecordAnAttestedPhaseAsAttestedNeverAsSeen() {
    assertThat(recorded(decide(record(Intent.RUN), attested)))
        .containsExactly("NetworkProbed ATTESTED");
  }

  @Test
  void shouldTaintAllBlueWorkersBeforeItMakesTheFirstMachine() {
    Decision taints = Decider.decide(world, attested, InFlight.NOTHING);
    Observed tainted =
        Worlds.of(Facts.leaving(Facts.worker("blue-1")), Facts.leaving(Facts.worker("blue-2")));
    Decision creation = Decider.decide(tainted, attested, InFlight.NOTHING);

    assertThat(taints.actions()).hasOnlyElementsOfType(AddTaint.class).hasSize(2);
    assertThat(creation.actions()).hasOnlyElementsOfType(CreateMachine.class).hasSize(1);
  }

  @Test
  void shouldNotStartAgainWhatIsUnderWayNorWhatMustNotBeTriedYet() {
    List<Action> actions = Decider.decide(world, attested, InFlight.NOTHING).actions();
    InFlight.Failure failure =
        new InFlight.Failure(
            ErrorCode.FORBIDDEN, "no right to patch nodes", "ask", 2, Facts.START.plusSeconds(5));
    InFlight busy =
        new InFlight(
            Map.of(actions.get(0).key(), actions.get(0)),
            Map.of(actions.get(1).key(), failure),
            Map.of(),
            null);

    Decision early = Decider.decide(world, attested, busy);
    Decision later = Decider.decide(world.at(Facts.START.plusSeconds(5)), attested, busy);

    assertThat(early.actions()).isEmpty();
    assertThat(early.waits()).extracting(Wait::code).containsExactly("action-failed");
    assertThat(early.waits().getFirst().remedy()).isEqualTo("ask");
    assertThat(later.actions()).containsExactly(actions.get(1));
  }

  @Test
  void shouldStartNothingWhilePausedAndBeOverWhenNothingIsUnderWay() {
    Observed paused = world.fold(new Change.RecordSeen(Worlds.record(Intent.PAUSE)));
    Action running = new Uncordon("blue-1");
    InFlight busy = new InFlight(Map.of(running.key(), running), Map.of(), Map.of(), null);

    assertThat(Decider.decide(paused, attested, busy).outcome()).isEqualTo(Outcome.CONTINUE);
    assertThat(Decider.decide(paused, attested, busy).actions()).isEmpty();
    assertThat(Decider.decide(paused, attested, InFlight.NOTHING).outcome())
        .isEqualTo(Outcome.PAUSED);
  }

  @Test
  void shouldOnlyPutTheFenceBackWhenSomebodyTookItAway() {
    // given: the first machine would be made now
    SmallWorld world = new SmallWorld(Clusters.plan(), Clusters.untouched());
    world.run(RemoveTaint.class::isInstance);

    // when
    world.see(fenceTakenAway(world));
    Decision down = world.decide();
    down.actions().forEach(world::perform);
    Decision up = world.decide();

    // then
    assertThat(down.actions()).containsExactly(new SetFence(true));
    assertThat(down.waits()).extracting(Wait::code).containsExactly("taken-away");
    assertThat(up.actions()).isNotEmpty().doesNotContain(new SetFence(true));
    assertThat(up.waits()).extracting(Wait::code).doesNotContain("taken-away");
  }

  @Test
  void shouldPutTheFenceBackInTheMiddleOfAConversion() {
    // given
    SmallWorld world = new SmallWorld(Clusters.plan(), Clusters.untouched());
    world.run(PostNode.class::isInstance);

    // when
    world.see(fenceTakenAway(world));
    Decision decision = world.decide();

    // then
    assertThat(decision.actions()).contains(new SetFence(true)).hasSizeGreaterThan(1);
    assertThat(decision.waits()).extracting(Wait::code).contains("taken-away");
  }

  private static Change fenceTakenAway(SmallWorld world) {
    FabricsFact f = world.now().fabrics();
    CalicoFact c = f.calico();
    return new Change.FabricsSeen(
        f.with(
            new CalicoFact(
                c.installation(), false, c.pools(), c.blocks(), c.readyNodes(), c.agentNodes())));
  }

  @Test
  void shouldEndWhereItWasToldTo() {
    Observed here =
        world.fold(
            new Change.RecordSeen(
                record(
                    Intent.RUN,
                    Worlds.condition(PhaseName.NETWORK_PROBED, Status.TRUE),
                    Worlds.condition(PhaseName.BACKED_UP, Status.TRUE))));
    InFlight until = new InFlight(Map.of(), Map.of(), Map.of(), PhaseName.BACKED_UP);

    assertThat(Decider.decide(here, whole, until).outcome()).isEqualTo(Outcome.REACHED);
    assertThat(Decider.decide(here, whole, InFlight.NOTHING).outcome()).isEqualTo(Outcome.CONTINUE);
  }

  @Test
  void shouldLeaveASchedulableClusterWhenAborted() {
    Observed half =
        Worlds.of(
                Facts.cordonedBy(Facts.leaving(Facts.worker("blue-1")), Worlds.MIGRATION),
                Facts.cordoned(Facts.worker("blue-2")))
            .fold(new Change.RecordSeen(Worlds.record(Intent.ABORT)));

    Decision decision = Decider.decide(half, attested, InFlight.NOTHING);

    assertThat(decision.actions())
        .contains(new Uncordon("blue-1"))
        .noneMatch(a -> a.equals(new Uncordon("blue-2")))
        .anyMatch(a -> a instanceof RemoveTaint);
  }

  @Test
  void shouldRefuseToRollBackOnceCalicosRemovalHasBegun() {
    Observed late =
        world.fold(
            new Change.RecordSeen(
                record(
                    Intent.ROLLBACK, Worlds.condition(PhaseName.CALICO_REMOVED, Status.STARTED))));

    Decision decision = Decider.decide(late, whole, InFlight.NOTHING);

    assertThat(decision.outcome()).isEqualTo(Outcome.PAUSED);
    assertThat(decision.waits()).extracting(Wait::code).containsExactly("too-late");
  }

  private Decision decide(RecordFact record, Plan plan) {
    return Decider.decide(world.fold(new Change.RecordSeen(record)), plan, InFlight.NOTHING);
  }

  private static RecordFact record(Intent intent, Condition... conditions) {
    Map<PhaseName, Condition> all = new EnumMap<>(PhaseName.class);
    for (Condition condition : conditions) {
      all.put(condition.phase(), condition);
    }
    return new RecordFact(Worlds.MIGRATION, "hash", intent, 1, all, RecordFact.Notes.NONE);
  }

  private static List<String> recorded(Decision decision) {
    return decision.actions().stream()
        .filter(RecordCondition.class::isInstance)
        .map(RecordCondition.class::cast)
        .map(r -> r.condition().phase() + " " + r.condition().status())
        .toList();
  }
}
