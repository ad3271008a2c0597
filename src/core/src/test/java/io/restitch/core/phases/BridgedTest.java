package io.restitch.core.phases;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.Action;
import io.restitch.core.action.FabricAction.InstallBridge;
import io.restitch.core.action.FabricAction.RemoveBridge;
import io.restitch.core.action.FabricAction.SetBridgeMap;
import io.restitch.core.action.FabricAction.SetPool;
import io.restitch.core.action.FabricAction.Unpin;
import io.restitch.core.bridge.AgentReport;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.bridge.BridgePins;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decide.Decider;
import io.restitch.core.decision.Decision;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.BridgeFact.Pool;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.BridgeSpec;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Agents first, then what they are told, then the pool; and back in the other order. */
class BridgedTest {
  private static final Plan PLAN = Worlds.plan(Settings.DEFAULT, List.of("blue-1"), 1);
  private static final BridgeSpec WANTED = BridgeSpec.of(Settings.DEFAULT);
  private static final BridgeFact INSTALLED = BridgeFact.ABSENT.installedAs(WANTED.text());

  private final Bridged phase = new Bridged();
  private final BridgeMap map = Ground.next(view(INSTALLED));
  private final BridgeFact told = INSTALLED.with(map);

  @Test
  void shouldInstallAgentsThenTellThemThenMakeThePool() {
    assertThat(phase.forward(view(BridgeFact.ABSENT)).actions())
        .containsExactly(new InstallBridge(WANTED));
    assertThat(phase.forward(view(INSTALLED)).actions()).containsExactly(new SetBridgeMap(map));
    assertThat(map.peers()).containsOnlyKeys("blue-1", "blue-2");
    assertThat(phase.forward(view(told)).actions()).isEmpty();
    assertThat(phase.forward(view(answering(told, "blue-1", "blue-2"))).actions())
        .containsExactly(new SetPool(Optional.of(Settings.DEFAULT.network().podCidr())));
    assertThat(phase.forward(view(answering(told, "blue-1", "blue-2").withPool(true))).holds())
        .isTrue();
  }

  @Test
  void shouldMakeThePoolAnewThatSomebodyChangedAndTakeItAwayToo() {
    // given: BIRD would announce Flannel's routes
    View view = view(told.withPool(Pool.CHANGED), record(Condition.Status.TRUE));

    // then
    Step step = phase.forward(view);
    assertThat(step.holds()).isFalse();
    assertThat(step.actions())
        .containsExactly(new SetPool(Optional.of(Settings.DEFAULT.network().podCidr())));
    assertThat(phase.backward(view).actions()).containsExactly(new SetPool(Optional.empty()));
  }

  @Test
  void shouldNameThePeersThatDoNotAnswer() {
    // given
    SortedMap<String, AgentReport> said = new TreeMap<>();
    said.put("blue-2", report(1, "blue-1"));
    BridgeFact silent = told.heard(said, new TreeSet<>(List.of("blue-1")));

    // when
    List<Wait> waits = phase.forward(view(silent)).waits();

    // then
    assertThat(waits)
        .singleElement()
        .satisfies(w -> {
          assertThat(w.subject()).isEqualTo("node blue-2");
          assertThat(w.reason()).isEqualTo("no answer over the bridge from blue-1");
          assertThat(w.remedy()).contains("UDP 8472");
        });
  }

  @Test
  void shouldNotGoOnWhileCalicoTakesTheBridgeForItsNodesNetwork() {
    // given
    View view = view(told.withPool(true), record(Condition.Status.TRUE));
    Observed moved =
        view.world()
            .fold(
                new Change.NodeSeen(
                    Facts.annotated(
                        Facts.worker("blue-2"),
                        "projectcalico.org/IPv4Address",
                        "100.127.192.2/32")));

    // when
    Step step =
        phase.forward(new View(moved, PLAN, record(Condition.Status.TRUE), InFlight.NOTHING));

    // then
    assertThat(step.holds()).isFalse();
    assertThat(step.waits())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.code()).isEqualTo("calico-moved");
          assertThat(w.subject()).isEqualTo("node blue-2");
          assertThat(w.reason()).contains("100.127.192.2");
          assertThat(w.remedy()).contains("IP_AUTODETECTION_METHOD");
        });
  }

  @Test
  void shouldNotWaitForAnswersOnceItWasTrue() {
    RecordFact record = record(Condition.Status.TRUE);

    assertThat(phase.forward(view(told.withPool(true), record)).holds()).isTrue();
  }

  @Test
  void shouldTellOfANodeThatComesWhateverElseGoesOn() {
    RecordFact started = record(Condition.Status.STARTED);
    View view = view(told, started);
    Observed more = view.world().fold(new Change.NodeSeen(Facts.worker("blue-3")));

    assertThat(Bridged.upkeep(view)).isEmpty();
    assertThat(Bridged.upkeep(new View(more, PLAN, started, InFlight.NOTHING)))
        .singleElement()
        .satisfies(a -> assertThat(((SetBridgeMap) a).map().peers()).containsKey("blue-3"));
  }

  @Test
  void shouldNameWhoFindsNoLinkAddressAndKeepTheOthers() {
    // given: room for three, and a fourth comes
    RecordFact started = record(Condition.Status.STARTED);
    BridgeMap small =
        BridgeMap.none(Cidr.parse("100.64.0.0/30"))
            .next(map.pools(), map.rest(), wanted("blue-1", "blue-2", "blue-3"));
    Observed world = view(INSTALLED.with(small), started).world();
    Observed three = world.fold(new Change.NodeSeen(Facts.worker("blue-3")));
    Observed four = three.fold(new Change.NodeSeen(Facts.worker("blue-4")));

    // when
    Decision decided =
        Decider.decide(four.fold(new Change.RecordSeen(started)), PLAN, InFlight.NOTHING);

    // then
    assertThat(decided.actions()).doesNotHaveAnyElementsOfTypes(SetBridgeMap.class);
    assertThat(decided.waits())
        .filteredOn(w -> w.code().equals("link-range-full"))
        .singleElement()
        .satisfies(w -> {
          assertThat(w.subject()).isEqualTo("node blue-4");
          assertThat(w.reason()).contains("100.64.0.0/30, which holds 3 nodes");
          assertThat(w.remedy()).contains("network.linkRange");
        });
    assertThat(Bridged.unlinked(new View(three, PLAN, started, InFlight.NOTHING))).isEmpty();
  }

  @Test
  void shouldSayThatARangeHoldsNoNodeAtAll() {
    // given
    BridgeMap none = BridgeMap.none(Cidr.parse("fd00::/64")).next(map.pools(), wanted("blue-1"));

    // when
    Step step = phase.forward(view(INSTALLED.with(none)));

    // then
    assertThat(step.waits()).extracting(Wait::code).containsOnly("link-range-full").hasSize(2);
  }

  private static Map<String, Wanted> wanted(String... nodes) {
    Map<String, Wanted> wanted = new TreeMap<>();
    for (String node : nodes) {
      wanted.put(node, new Wanted("10.0.0.1", List.of()));
    }
    return wanted;
  }

  @Test
  void shouldUnpinAMachineThatIsGoneAndNoneThatIsStillThere() {
    // given
    BridgePins pins = BridgePins.NONE.with("gone", Who.ITSELF).with("blue-2", Who.ITSELF);

    // then
    assertThat(Bridged.upkeep(view(told.with(pins), record(Condition.Status.STARTED))))
        .containsExactly(new Unpin("gone"));
  }

  @Test
  void shouldNotFillAgainWhatIsBeingTakenAway() {
    RecordFact started = record(Condition.Status.STARTED);

    assertThat(Bridged.upkeep(view(told.with(map.empty()), started))).isEmpty();
  }

  @Test
  void shouldRemoveAgentsOnlyWhenEachTookAwayWhatItMade() {
    // given
    BridgeFact pool = answering(told, "blue-1", "blue-2").withPool(true);
    BridgeFact emptied = told.with(map.empty());
    SortedMap<String, AgentReport> one = new TreeMap<>();
    one.put("blue-1", report(map.empty().generation()));
    SortedMap<String, AgentReport> both = new TreeMap<>(one);
    both.put("blue-2", report(map.empty().generation()));

    // then
    assertThat(backward(pool)).containsExactly(new SetPool(Optional.empty()));
    assertThat(backward(pool.withPool(false))).containsExactly(new SetBridgeMap(map.empty()));
    assertThat(backward(emptied)).isEmpty();
    Step waiting = phase.backward(view(emptied.heard(one, new TreeSet<>())));
    assertThat(waiting.waits()).extracting(Wait::subject).containsExactly("node blue-2");
    assertThat(backward(emptied.heard(both, new TreeSet<>()))).containsExactly(new RemoveBridge());
    assertThat(phase.backward(view(BridgeFact.ABSENT)).holds()).isTrue();
  }

  /** Its kubelet may come back without a boot, and then nobody would undo what was done there. */
  @Test
  void shouldNotLeaveTheBridgeOnANodeThatIsNotReadyAndAskAPersonForIt() {
    // given
    BridgeMap empty = map.empty();
    BridgeFact emptied = told.with(empty);
    SortedMap<String, AgentReport> one = new TreeMap<>();
    one.put("blue-1", report(empty.generation()));
    View all = view(emptied.heard(one, new TreeSet<>()));
    Observed away = all.world().fold(new Change.NodeSeen(Facts.notReady(Facts.worker("blue-2"))));
    Observed withAgent =
        away.fold(new Change.PodSeen(Facts.agent("restitch-system", "restitch-bridge", "blue-2")));

    // when
    Step soon = phase.backward(at(withAgent, 0));
    Step late = phase.backward(at(withAgent, 120));

    // then
    assertThat(soon.actions()).isEmpty();
    assertThat(soon.waits()).extracting(Wait::needsPerson).containsExactly(false);
    assertThat(late.actions()).isEmpty();
    assertThat(late.waits())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.code()).isEqualTo("bridge-undone");
          assertThat(w.reason()).contains("node blue-2 is not Ready");
          assertThat(w.remedy()).contains("bring blue-2 back", "kubectl delete node blue-2");
        });
    assertThat(phase.backward(at(away, 0)).actions()).containsExactly(new RemoveBridge());
    assertThat(phase.backward(at(withAgent.fold(new Change.NodeGone("blue-2")), 0)).actions())
        .containsExactly(new RemoveBridge());
  }

  private static View at(Observed world, int seconds) {
    return new View(
        world.at(Facts.START.plusSeconds(seconds)),
        PLAN,
        record(Condition.Status.STARTED),
        InFlight.NOTHING);
  }

  @Test
  void shouldRemoveAtOnceWhatWasNeverTold() {
    assertThat(backward(INSTALLED)).containsExactly(new RemoveBridge());
  }

  private List<Action> backward(BridgeFact bridge) {
    return phase.backward(view(bridge)).actions();
  }

  private static AgentReport report(long generation, String... silent) {
    return new AgentReport(generation, 0, true, new TreeSet<>(List.of(silent)), false);
  }

  private static BridgeFact answering(BridgeFact bridge, String... nodes) {
    return bridge.heard(new TreeMap<>(), new TreeSet<>(List.of(nodes)));
  }

  private static View view(BridgeFact bridge) {
    return view(bridge, record(Condition.Status.STARTED));
  }

  private static RecordFact record(Condition.Status bridged) {
    Condition condition = Worlds.condition(PhaseName.BRIDGED, bridged);
    return new RecordFact(
        Worlds.MIGRATION,
        "hash",
        Intent.RUN,
        7,
        Map.of(PhaseName.BRIDGED, condition),
        RecordFact.Notes.NONE);
  }

  private static View view(BridgeFact bridge, RecordFact record) {
    FabricsFact f = FabricsFact.unknown();
    Observed world =
        Worlds.of(Facts.worker("blue-1"), Facts.worker("blue-2"))
            .fold(new Change.FabricsSeen(f.with(bridge)));
    return new View(world, PLAN, record, InFlight.NOTHING);
  }
}
