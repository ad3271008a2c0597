package io.restitch.core.phases;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.Action;
import io.restitch.core.action.FabricAction;
import io.restitch.core.action.FabricAction.InstallProbes;
import io.restitch.core.action.FabricAction.RemoveProbes;
import io.restitch.core.action.RecordAction.RecordCondition;
import io.restitch.core.action.RecordAction.RecordIntent;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Decision;
import io.restitch.core.decision.Outcome;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.ProbesFact;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.probe.ProbeReport;
import io.restitch.core.probe.ProbeText;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.SmallWorld;
import io.restitch.core.testing.Worlds;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The network is proved before anything else; what stands in the way ends it there. */
class NetworkProbedTest {
  private static final Plan PLAN = Worlds.plan(Settings.DEFAULT, List.of("a"), 1);

  @Test
  void shouldProbeThenRecordThenTakeProbesAwayThenGoOn() {
    // when
    List<Action> done = world().run(a -> a.describe().equals("record BackedUp as STARTED"));

    // then
    assertThat(done)
        .extracting(Action::describe)
        .containsExactly(
            "record NetworkProbed as STARTED",
            "probe the network from 2 nodes",
            "record NetworkProbed as TRUE",
            "end the probes",
            "record BackedUp as STARTED");
  }

  @Test
  void shouldRecordWhatStandsInTheWayThenPauseThenTakeProbesAwayThenBeOver() {
    // given
    SmallWorld world = world();
    world.run(InstallProbes.class::isInstance);
    world.see(closed(world));

    // when
    List<Action> done = world.run();
    Decision end = world.decide();

    // then
    assertThat(done).hasSize(3);
    assertThat(done.get(0)).isInstanceOf(RecordCondition.class);
    assertThat(done.get(1)).isInstanceOf(RecordIntent.class);
    assertThat(done.get(2)).isInstanceOf(RemoveProbes.class);
    assertThat(end.outcome()).isEqualTo(Outcome.BLOCKED);
    assertThat(end.reasons())
        .startsWith("1 finding stands in the way; nothing was changed\nudp-8472-closed node b: UDP")
        .contains("from a (10.0.0.1) to b (10.0.0.1)\n→ let UDP 8472 in on b");
    assertThat(record(world).refused()).isTrue();
    assertThat(record(world).underWay()).isFalse();
  }

  @Test
  void shouldProbeAgainWhenItIsWantedAgain() {
    // given
    SmallWorld world = world();
    world.run(InstallProbes.class::isInstance);
    world.see(closed(world));
    world.run();

    // when
    List<Action> done = world.want(Intent.RUN).run(RemoveProbes.class::isInstance);

    // then
    assertThat(done)
        .extracting(Action::describe)
        .containsExactly(
            "record NetworkProbed as STARTED",
            "probe the network from 2 nodes",
            "record NetworkProbed as TRUE",
            "end the probes");
  }

  @Test
  void shouldTakeProbesAwayWhenItIsPausedOrGivenUp() {
    Map.of(
            Intent.PAUSE, Outcome.PAUSED,
            Intent.ABORT, Outcome.ABORTED,
            Intent.ROLLBACK, Outcome.ROLLED_BACK)
        .forEach((intent, outcome) -> {
          // given
          SmallWorld world = world();
          world.run(InstallProbes.class::isInstance);

          // when
          List<Action> done = world.want(intent).run();

          // then
          assertThat(done).contains(new RemoveProbes());
          assertThat(done).filteredOn(FabricAction.class::isInstance).hasSize(1);
          assertThat(world.decide().outcome()).isEqualTo(outcome);
        });
  }

  @Test
  void shouldWaitUntilThePodsOfProbesAreGone() {
    // given
    ProbesFact leaving = new ProbesFact("", new TreeSet<>(Set.of("a")), new TreeMap<>());
    SmallWorld world = world();
    world.run(RemoveProbes.class::isInstance);

    // when
    world.see(new Change.FabricsSeen(world.now().fabrics().with(leaving)));

    // then
    assertThat(world.decide().actions()).isEmpty();
    assertThat(world.decide().waits()).extracting(w -> w.code()).containsExactly("probes-leave");
  }

  @Test
  void shouldNotProbeWhereABridgeStandsOrIsByTheOperatorsWord() {
    FabricsFact bridged =
        FabricsFact.unknown().with(BridgeFact.ABSENT.installedAs("image=flannel"));
    SmallWorld standing = new SmallWorld(PLAN, start().fold(new Change.FabricsSeen(bridged)));
    SmallWorld theirs =
        new SmallWorld(
            Worlds.plan(Settings.DEFAULT.attesting(Set.of(PhaseName.BRIDGED)), List.of("a"), 1),
            start());

    for (SmallWorld world : List.of(standing, theirs)) {
      assertThat(world.run(a -> a.describe().equals("record BackedUp as STARTED")))
          .noneMatch(InstallProbes.class::isInstance);
    }
  }

  private static SmallWorld world() {
    return new SmallWorld(PLAN, start());
  }

  private static Observed start() {
    RecordFact fresh =
        new RecordFact(Worlds.MIGRATION, "hash", Intent.RUN, 1, Map.of(), RecordFact.Notes.NONE);
    return Worlds.of(Facts.worker("a"), Facts.worker("b")).fold(new Change.RecordSeen(fresh));
  }

  private static RecordFact record(SmallWorld world) {
    return world.now().record().orElseThrow();
  }

  /** What probes say where b hears nothing of a. */
  private static Change closed(SmallWorld world) {
    ProbesFact probes = world.now().fabrics().probes();
    TreeMap<String, ProbeReport> said = new TreeMap<>();
    String id = said(probes).probe();
    said.put("a", ProbeText.report("probe=" + id + " state=up mtu=1450 heard=2 left=1 quiet=5"));
    said.put("b", ProbeText.report("probe=" + id + " state=up mtu=1450 heard=- left=2 quiet=5"));
    return new Change.FabricsSeen(
        world.now().fabrics().with(new ProbesFact(probes.installedAs(), probes.nodes(), said)));
  }

  private static ProbeReport said(ProbesFact probes) {
    return probes.reports().values().iterator().next();
  }
}
