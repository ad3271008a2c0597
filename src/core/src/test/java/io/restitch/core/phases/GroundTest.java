package io.restitch.core.phases;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgePins;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.bridge.Peer;
import io.restitch.core.decision.InFlight;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.CalicoFact.Installation;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.testing.Clusters;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which nodes the bridge joins, and what each carries. */
class GroundTest {
  private static final BridgeMap NONE = BridgeMap.none(Cidr.parse("100.127.192.0/18"));

  private final Observed world = Clusters.untouched();

  @Test
  void shouldCarryTheBlocksOfANodeOnCalico() {
    // given
    Observed seen = with(Installation.MANIFEST, Map.of("blue-1", List.of("192.168.7.64/26")));

    // then
    assertThat(ranges(seen, "blue-1")).containsExactly("192.168.7.64/26");
    assertThat(ranges(seen, "blue-2")).isEmpty();
  }

  @Test
  void shouldCarryThePodCidrOfANodeOnCanalAlone() {
    // given
    NodeFact node = Facts.withCidr(Facts.worker("blue-1"), "192.168.9.0/24");

    // then
    assertThat(ranges(with(Installation.CANAL, Map.of()).fold(seen(node)), "blue-1"))
        .containsExactly("192.168.9.0/24");
    assertThat(ranges(with(Installation.MANIFEST, Map.of()).fold(seen(node)), "blue-1")).isEmpty();
  }

  @Test
  void shouldCarryThePodCidrOfAGreenNodeAndNoLeftoverOfCalicos() {
    // given
    NodeFact green =
        Facts.withCidr(
            Facts.labelled(Facts.worker("green"), Names.FABRIC, Names.FABRIC_FLANNEL),
            "10.244.0.0/24");
    Observed seen =
        with(Installation.MANIFEST, Map.of("green", List.of("192.168.7.64/26"))).fold(seen(green));

    // then
    assertThat(ranges(seen, "green")).containsExactly("10.244.0.0/24");
  }

  @Test
  void shouldCarryAControlPlanesNextRangeBeforeItIsConverted() {
    // given
    Observed seen = with(Installation.MANIFEST, Map.of("cp-1", List.of("192.168.1.0/26")));

    // then
    assertThat(ranges(seen, "cp-1")).containsExactly("10.244.2.0/24", "192.168.1.0/26");
  }

  @Test
  void shouldKnowAMachineAsSoonAsItHasAnAddress() {
    // given
    Observed booting = Worlds.looked(world, Facts.machine("worker-new", ofTheFirstSlot()));

    // then
    assertThat(ranges(booting, "worker-new")).containsExactly("10.244.0.0/24");

    // and it still does when its Node is there and has no pod CIDR yet
    Observed joined = booting.fold(new Change.NodeSeen(Facts.worker("worker-new")));
    assertThat(ranges(joined, "worker-new")).containsExactly("10.244.0.0/24");
  }

  @Test
  void shouldLeaveMachinesOfOursAsTheyWereUntilSomebodyLooksAtTheCloud() {
    // given: one boots, and whoever looks now does not see machines
    String name = "worker-3fa9c1-01";
    Observed calico = with(Installation.MANIFEST, Map.of());
    BridgeMap map = map(Worlds.looked(calico, Facts.machine(name, ofTheFirstSlot())), NONE);
    Observed unlooked =
        Observed.nothing(Facts.START)
            .foldAll(calico.nodes().values().stream().map(GroundTest::seen).toList())
            .fold(new Change.FabricsSeen(calico.fabrics()));

    // then: it may still do so, and its Node gets its range later
    assertThat(map.peers()).containsKey(name);
    assertThat(map(unlooked, map)).isSameAs(map);
    assertThat(map(unlooked.fold(seen(Facts.worker(name))), map)).isSameAs(map);
    assertThat(map(Worlds.looked(unlooked), map).peers()).doesNotContainKey(name);
  }

  private static Map<String, String> ofTheFirstSlot() {
    return Map.of(
        Names.SLOT,
        "1",
        Names.ATTEMPT,
        "1",
        Names.DIRECTION,
        Direction.FORWARD.tag(),
        Names.MIGRATION,
        Worlds.MIGRATION);
  }

  @Test
  void shouldKeepARetiredNodesRangesUntilItsMachineIsGone() {
    // given
    Observed before = with(Installation.MANIFEST, Map.of("blue-1", List.of("192.168.7.64/26")));
    BridgeMap map = map(before, NONE);
    Observed without = before.fold(new Change.NodeGone("blue-1"));
    Observed gone = Worlds.looked(without, new TreeSet<>(Set.of("id-blue-1")));

    // then
    assertThat(map(without, map).peers().get("blue-1")).isEqualTo(map.peers().get("blue-1"));
    assertThat(map(gone, map).peers()).doesNotContainKey("blue-1");
  }

  @Test
  void shouldTellOfABlockThatCalicoGivesMeanwhileAndOfNoOtherChange() {
    // given
    BridgeMap map =
        map(with(Installation.MANIFEST, Map.of("blue-1", List.of("192.168.7.64/26"))), NONE);

    // when
    BridgeMap next =
        map(
            with(
                Installation.MANIFEST,
                Map.of("blue-1", List.of("192.168.7.64/26", "192.168.9.0/26"))),
            map);

    // then
    assertThat(next.generation()).isEqualTo(map.generation() + 1);
    assertThat(Objects.requireNonNull(next.peers().get("blue-1")).ranges())
        .containsExactly(Cidr.parse("192.168.7.64/26"), Cidr.parse("192.168.9.0/26"));
    assertThat(next.peers().get("blue-2")).isEqualTo(map.peers().get("blue-2"));
  }

  @Test
  void shouldChangeNothingWhileAPoolIsGoneThatBlocksAreOf() {
    // given
    Observed pooled = with(Installation.MANIFEST, Map.of("blue-1", List.of("192.168.7.64/26")));
    BridgeMap map = map(pooled, NONE);
    FabricsFact f = pooled.fabrics();

    // when: it is deleted, to be made again under another name
    Observed between = pooled.fold(new Change.FabricsSeen(f.with(f.calico().pooled(List.of()))));

    // then
    assertThat(map(between, map)).isSameAs(map);
  }

  @Test
  void shouldForgetAPoolThatIsGoneAndOfWhichNobodyCarriesARange() {
    // given
    BridgeMap map = map(with(Installation.MANIFEST, Map.of()), NONE);

    // when
    Observed without =
        world.fold(
            new Change.FabricsSeen(
                world.fabrics().with(world.fabrics().calico().pooled(List.of()))));

    // then
    assertThat(map(without, map).pools()).containsExactly(Cidr.parse("10.244.0.0/16"));
  }

  @Test
  void shouldKeepAControlPlaneThatIsBetweenDeleteAndPost() {
    // given
    BridgeMap map = map(world, NONE);

    // then
    assertThat(map(world.fold(new Change.NodeGone("cp-2")), map)).isSameAs(map);
  }

  @Test
  void shouldKeepTheOldRangeOfAMachineThatIsPinned() {
    // given: its Node was made anew, and pods with old addresses still run on it
    NodeFact renewed =
        Facts.withCidr(
            Facts.labelled(Facts.controlPlane("cp-1"), Names.FABRIC, Names.FABRIC_FLANNEL),
            "10.244.2.0/24");
    BridgeMap map =
        map(with(Installation.MANIFEST, Map.of("cp-1", List.of("192.168.1.0/26"))), NONE);
    Observed green = with(Installation.MANIFEST, Map.of()).fold(seen(renewed));

    // then
    assertThat(map(pinned(green, "cp-1"), map).peers().get("cp-1"))
        .isEqualTo(map.peers().get("cp-1"));
    assertThat(map(green, map).peers().get("cp-1"))
        .extracting(Peer::ranges)
        .isEqualTo(List.of(Cidr.parse("10.244.2.0/24")));
  }

  @Test
  void shouldForgetANodeOfOthersAtOnce() {
    // given
    BridgeMap map = map(world.fold(seen(Facts.worker("stranger"))), NONE);

    // then
    assertThat(map(world, map).peers()).doesNotContainKey("stranger");
  }

  @Test
  void shouldSendWhatGoesToNobodysRangeToAControlPlaneOnCalico() {
    // given
    Observed calico = with(Installation.MANIFEST, Map.of());

    // then: the one that leaves last, and the same one as long as it is one
    assertThat(map(calico, NONE).rest()).contains("cp-2");
    BridgeMap pinned = map(pinned(calico, "cp-2"), NONE);
    assertThat(pinned.rest()).contains("cp-1");
    assertThat(map(calico, pinned).rest()).contains("cp-1");
  }

  @Test
  void shouldSendNothingElsewhereWhenNoNodeIsOnCalicoOrItIsGone() {
    // given
    Observed green = with(Installation.MANIFEST, Map.of());
    for (NodeFact node : green.nodes().values()) {
      green = green.fold(seen(Facts.labelled(node, Names.FABRIC, Names.FABRIC_FLANNEL)));
    }

    // then
    assertThat(map(green, NONE).rest()).isEmpty();
    assertThat(
            map(world.fold(new Change.FabricsSeen(world.fabrics().with(CalicoFact.absent()))), NONE)
                .rest())
        .isEmpty();
  }

  private static List<String> ranges(Observed world, String node) {
    Peer peer = map(world, NONE).peers().get(node);
    return peer == null
        ? List.of("no such node")
        : peer.ranges().stream().map(Cidr::toString).toList();
  }

  private static BridgeMap map(Observed world, BridgeMap before) {
    FabricsFact f = world.fabrics();
    Observed told = world.fold(new Change.FabricsSeen(f.with(f.bridge().with(before))));
    return Ground.next(new View(told, Clusters.plan(), Clusters.record(false), InFlight.NOTHING));
  }

  private Observed with(Installation installation, Map<String, List<String>> blocks) {
    FabricsFact f = world.fabrics();
    CalicoFact c = f.calico();
    TreeMap<String, List<Cidr>> all = new TreeMap<>();
    blocks.forEach((node, texts) -> all.put(node, texts.stream().map(Cidr::parse).toList()));
    CalicoFact calico =
        new CalicoFact(
            installation,
            c.fenced(),
            List.of(Cidr.parse("192.168.0.0/16")),
            all,
            c.readyNodes(),
            c.agentNodes());
    return world.fold(new Change.FabricsSeen(f.with(calico)));
  }

  private static Observed pinned(Observed world, String node) {
    FabricsFact f = world.fabrics();
    return world.fold(
        new Change.FabricsSeen(f.with(f.bridge().with(BridgePins.NONE.with(node, Who.EVERYONE)))));
  }

  private static Change seen(NodeFact node) {
    return new Change.NodeSeen(node);
  }
}
