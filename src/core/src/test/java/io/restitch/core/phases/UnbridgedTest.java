package io.restitch.core.phases;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction.DeletePod;
import io.restitch.core.action.FabricAction.OpenFabric;
import io.restitch.core.action.FabricAction.SetBridgeMap;
import io.restitch.core.bridge.AgentReport;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.AddOnsFact;
import io.restitch.core.fact.AddOnsFact.MultusPods;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.LabelSelector;
import io.restitch.core.fact.LabelSelector.Expression;
import io.restitch.core.fact.LabelSelector.Operator;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.Openness;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.PodFact.Placement;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.BridgeSpec;
import io.restitch.core.plan.FlannelSpec;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Nobody needs the bridge any more before it goes; then what was kept to green nodes spreads. */
class UnbridgedTest {
  private static final String NODE = "green-1";

  /** Of two generations: the second node came later. */
  private static final BridgeMap MAP =
      BridgeMap.none(Cidr.parse("100.127.192.0/18"))
          .next(List.of(), Map.of("green-0", peer("10.0.0.1", "10.244.0.0/24")))
          .next(
              List.of(),
              Map.of(
                  "green-0",
                  peer("10.0.0.1", "10.244.0.0/24"),
                  NODE,
                  peer("10.0.0.2", "10.244.1.0/24")));

  @Test
  void shouldTakeTheBridgeAwayOnceEachNodeIsProvedToDoWithoutIt() {
    Step step = bridged(Map.of("green-0", alone(2), NODE, alone(2)));

    assertThat(step.actions()).containsExactly(new SetBridgeMap(MAP.empty()));
  }

  /** What its agents keep loose is needed while Flannel restarts. */
  @Test
  void shouldOpenFlannelBeforeTheBridgeGoes() {
    Observed proved =
        bridgedBy(
            MAP,
            Map.of("green-0", alone(2), NODE, alone(2)),
            Facts.worker("green-0"),
            Facts.worker(NODE));
    FabricsFact fabrics = proved.fabrics();

    assertThat(
            step(proved.fold(new Change.FabricsSeen(fabrics.with(Openness.RESTRICTED)))).actions())
        .containsExactly(new OpenFabric(FlannelSpec.of(Settings.DEFAULT)));
    assertThat(
            step(proved.fold(new Change.FabricsSeen(fabrics.with(Openness.SPREADING)))).actions())
        .isEmpty();
    assertThat(step(proved).actions()).containsExactly(new SetBridgeMap(MAP.empty()));
  }

  @Test
  void shouldWaitForEachNodeThatNeedsTheBridgeYet() {
    Step step = bridged(Map.of("green-0", alone(2), NODE, needing(2)));

    assertThat(step.holds()).isFalse();
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.code()).isEqualTo("native-routes");
          assertThat(w.subject()).isEqualTo("node green-1");
        });
  }

  @Test
  void shouldWaitForANodeWhoseAgentHasSaidNothing() {
    Step step = bridged(Map.of("green-0", alone(2)));

    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::subject).containsExactly("node green-1");
  }

  @Test
  void shouldNotTakeItForProofThatANodeDidWithoutItBeforeAnotherCame() {
    Step step = bridged(Map.of("green-0", alone(1), NODE, alone(2)));

    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::subject).containsExactly("node green-0");
  }

  @Test
  void shouldNotAskForAnotherProofBecauseANodeWent() {
    BridgeMap fewer = MAP.next(List.of(), Map.of(NODE, peer("10.0.0.2", "10.244.1.0/24")));
    Observed world = bridgedBy(fewer, Map.of(NODE, alone(2)), Facts.worker(NODE));

    assertThat(fewer.generation()).isEqualTo(3);
    assertThat(step(Settings.DEFAULT, world).actions())
        .containsExactly(new SetBridgeMap(fewer.empty()));
  }

  @Test
  void shouldHaveAPodOfMultusMadeAnewThatTheSchedulerDoesNotLookAtAgain() {
    // given: its place is free
    PodFact kept = kept("multus", true);

    // when
    Step step = step(spreading(kept));

    // then
    assertThat(step.actions())
        .singleElement()
        .isInstanceOfSatisfying(
            DeletePod.class,
            d -> {
              assertThat(d.uid()).isEqualTo(kept.uid());
              assertThat(d.node()).isEqualTo(NODE);
            });
    assertThat(step.waits()).extracting(Wait::code).containsExactly("agent-spreads");
  }

  @Test
  void shouldLeaveItAloneWhileTheOtherOneIsThereOrItWaitsForSomethingElse() {
    PodFact terminating = Facts.terminating(copy(), Facts.START);

    assertThat(step(spreading(kept("multus", true), terminating)).actions()).isEmpty();
    assertThat(step(spreading(kept("multus", false))).actions()).isEmpty();
    assertThat(step(spreading(kept("other", true))).actions()).isEmpty();
  }

  private static Wanted peer(String address, String range) {
    return new Wanted(address, List.of(Cidr.parse(range)));
  }

  private static AgentReport alone(long map) {
    return new AgentReport(map, 0, true, new TreeSet<>(), true);
  }

  private static AgentReport needing(long map) {
    return new AgentReport(map, 0, true, new TreeSet<>(), false);
  }

  private static Step bridged(Map<String, AgentReport> said) {
    return step(
        Settings.DEFAULT, bridgedBy(MAP, said, Facts.worker("green-0"), Facts.worker(NODE)));
  }

  private static Observed bridgedBy(
      BridgeMap map, Map<String, AgentReport> said, NodeFact... nodes) {
    BridgeFact bridge =
        BridgeFact.ABSENT
            .installedAs(BridgeSpec.of(Settings.DEFAULT).text())
            .with(map)
            .heard(new TreeMap<>(said), new TreeSet<>(said.keySet()));
    return Worlds.of(nodes)
        .fold(new Change.FabricsSeen(FabricsFact.unknown().with(bridge).with(Openness.OPEN)));
  }

  /** A node that joins by hand while all others have said that they do without the bridge. */
  @Test
  void shouldNotTakeWhatWasSaidOfAnOlderMapForAProof() {
    // given
    BridgeMap before = BridgeMap.none(Cidr.parse("100.127.192.0/18")).next(List.of(), at("a"));
    BridgeMap after = before.next(List.of(), at("a", "b"));

    // then
    assertThat(unproved(after, alone(before, true), alone(after, true))).containsExactly("node a");
    assertThat(unproved(after, alone(after, true), alone(after, false))).containsExactly("node b");
    assertThat(unproved(after, alone(after, true), alone(after, true))).isEmpty();
  }

  @Test
  void shouldAskAPersonForANodeThatIsNotProvedForLong() {
    BridgeMap map = BridgeMap.none(Cidr.parse("100.127.192.0/18")).next(List.of(), at("a"));
    AgentReport needsIt = new AgentReport(map.generation(), 0, true, new TreeSet<>(), false);
    Observed world = bridged(map, needsIt, alone(map, true));

    assertThat(proofs(world.at(Facts.START.plusSeconds(119))))
        .singleElement()
        .satisfies(w -> assertThat(w.needsPerson()).isFalse());
    assertThat(proofs(world.at(Facts.START.plusSeconds(120))))
        .singleElement()
        .satisfies(w -> {
          assertThat(w.subject()).isEqualTo("node a");
          assertThat(w.reason()).contains("needs the bridge to reach some node");
          assertThat(w.remedy()).contains("UDP 8472");
        });
  }

  private static Map<String, Wanted> at(String... nodes) {
    Map<String, Wanted> wanted = new TreeMap<>();
    List.of(nodes)
        .forEach(n -> wanted.put(n, new Wanted("10.0.0." + (wanted.size() + 1), List.of())));
    return wanted;
  }

  private static AgentReport alone(BridgeMap known, boolean applied) {
    return new AgentReport(known.generation(), 0, applied, new TreeSet<>(), true);
  }

  private static List<String> unproved(BridgeMap map, AgentReport a, AgentReport b) {
    return proofs(bridged(map, a, b)).stream().map(Wait::subject).toList();
  }

  private static List<Wait> proofs(Observed world) {
    return step(world).waits().stream().filter(w -> w.code().equals("native-routes")).toList();
  }

  private static Observed bridged(BridgeMap map, AgentReport a, AgentReport b) {
    BridgeFact bridge =
        BridgeFact.ABSENT
            .installedAs("image")
            .with(map)
            .heard(new TreeMap<>(Map.of("a", a, "b", b)), new TreeSet<>());
    return Worlds.of(Facts.worker("a"), Facts.worker("b"))
        .fold(new Change.FabricsSeen(FabricsFact.unknown().with(bridge)));
  }

  private static Step step(Observed world) {
    return step(Settings.DEFAULT.attesting(Set.of(PhaseName.BRIDGED)), world);
  }

  private static Step step(Settings settings, Observed world) {
    return new Unbridged()
        .forward(
            new View(
                world,
                Worlds.plan(settings, List.of(), 1),
                Worlds.record(Intent.RUN),
                InFlight.NOTHING));
  }

  /** Two nodes, of which the pods want one; the copy's DaemonSet is gone. */
  private static Observed spreading(PodFact... pods) {
    List<MultusPods> multus =
        List.of(new MultusPods(new ObjectRef("shop", "multus"), Placement.ANYWHERE));
    Observed world =
        Worlds.of(
                Facts.labelled(Facts.worker("green-0"), Names.HOSTNAME, "green-0"),
                Facts.labelled(Facts.worker(NODE), Names.HOSTNAME, NODE))
            .fold(new Change.FabricsSeen(FabricsFact.unknown().with(Openness.SPREADING)))
            .fold(new Change.AddOnsSeen(new AddOnsFact(List.of(), List.of(), multus, List.of())));
    for (PodFact pod : pods) {
      world = world.fold(new Change.PodSeen(pod));
    }
    return world;
  }

  private static PodFact copy() {
    PodFact pod = pod("multus-flannel", NODE);
    return new PodFact(
        pod.ref(),
        pod.uid(),
        pod.nodeName(),
        Map.of(Names.COPY_OF, "multus"),
        pod.annotations(),
        pod.owner(),
        pod.spec(),
        pod.status());
  }

  private static PodFact pod(String set, String node) {
    return Facts.pod(set + "-x", node, new PodFact.Owner("DaemonSet", set, "uid-" + set));
  }

  /** One for that node that is not bound. */
  private static PodFact kept(String set, boolean apart) {
    PodFact pod = pod(set, "");
    LabelSelector there =
        new LabelSelector(
            Map.of(), List.of(new Expression(Names.HOSTNAME, Operator.IN, List.of(NODE))));
    Placement placement = new Placement(Map.of(), List.of(there), List.of(), List.of());
    return Facts.status(
        Facts.spec(pod, pod.spec().placed(placement)),
        new PodFact.Status(
            PodFact.Phase.PENDING, false, Facts.START, null, List.of(), List.of(), "", apart));
  }
}
