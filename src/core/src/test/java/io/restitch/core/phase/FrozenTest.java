package io.restitch.core.phase;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.PodFact.Phase;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Frozen.Room;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which nodes may get a range that a bridge does not know when nobody tells it. */
class FrozenTest {
  private static final BridgeFact BRIDGE =
      BridgeFact.ABSENT
          .installedAs("image=flannel")
          .with(
              BridgeMap.none(Cidr.parse("100.127.192.0/18"))
                  .next(List.of(), Map.of("a", new Wanted("10.0.0.1", List.of()))));

  @Test
  void shouldNameNodesWhoseBlocksAreNearlyFullTheFullestFirst() {
    // given: 56 of 64, 64 of 64, and 55 of 64
    Observed world =
        running(
            running(running(world(), "a", "192.168.1.", 56), "b", "192.168.2.", 64),
            "c",
            "192.168.3.",
            55);

    // then
    assertThat(Frozen.of(world).orElseThrow().nearlyFull())
        .containsExactly(new Room("b", 0, 64), new Room("a", 8, 64));
  }

  @Test
  void shouldCountTheAddressOfANodesOwnTunnel() {
    // given
    Observed world = running(world(), "c", "192.168.3.", 55);

    // when
    Observed tunnelled =
        world.fold(
            new Change.NodeSeen(
                Facts.annotated(
                    Facts.worker("c"),
                    Names.CALICO_PREFIX + "IPv4VXLANTunnelAddr",
                    "192.168.3.60")));

    // then
    assertThat(Frozen.of(tunnelled).orElseThrow().nearlyFull())
        .containsExactly(new Room("c", 8, 64));
  }

  @Test
  void shouldNotCountAddressesOfOthersAndThoseGivenBack() {
    // given: pods on the host's network, and pods that have ended
    Observed world = running(world(), "a", "10.0.0.", 60);
    for (PodFact pod : pods("a", "192.168.1.", 60)) {
      world = world.fold(new Change.PodSeen(Facts.inPhase(pod, Phase.SUCCEEDED)));
    }

    // then
    assertThat(Frozen.of(world).orElseThrow().nearlyFull()).isEmpty();
  }

  @Test
  void shouldCountAllBlocksOfANodeTogether() {
    // given: the first of two is full
    Observed world =
        running(
            world(Map.of("a", List.of(Cidr.parse("192.168.1.0/26"), Cidr.parse("192.168.9.0/26")))),
            "a",
            "192.168.1.",
            64);

    // then
    assertThat(Frozen.of(world).orElseThrow().nearlyFull()).isEmpty();
  }

  @Test
  void shouldSayNothingWithoutABridgeOrWithoutNodesOnCalico() {
    // given
    Observed full = running(world(), "a", "192.168.1.", 64);
    Observed without = full.fold(new Change.FabricsSeen(full.fabrics().with(BridgeFact.ABSENT)));
    Observed emptied =
        full.fold(new Change.FabricsSeen(full.fabrics().with(BRIDGE.with(BRIDGE.map().empty()))));
    Observed green = full;
    for (String node : List.of("a", "b", "c")) {
      NodeFact one = Facts.labelled(Facts.worker(node), Names.FABRIC, Names.FABRIC_FLANNEL);
      green = green.fold(new Change.NodeSeen(one));
    }

    // then
    assertThat(Frozen.of(without)).isEmpty();
    assertThat(Frozen.of(emptied)).isEmpty();
    assertThat(Frozen.of(green)).isEmpty();
  }

  private static Observed world() {
    return world(
        Map.of(
            "a", List.of(Cidr.parse("192.168.1.0/26")),
            "b", List.of(Cidr.parse("192.168.2.0/26")),
            "c", List.of(Cidr.parse("192.168.3.0/26"))));
  }

  private static Observed world(Map<String, List<Cidr>> blocks) {
    CalicoFact calico =
        new CalicoFact(
            CalicoFact.Installation.MANIFEST,
            true,
            List.of(Cidr.parse("192.168.0.0/16")),
            new TreeMap<>(blocks),
            new TreeSet<>(),
            new TreeSet<>());
    return Worlds.of(Facts.worker("a"), Facts.worker("b"), Facts.worker("c"))
        .fold(new Change.FabricsSeen(FabricsFact.unknown().with(calico).with(BRIDGE)));
  }

  private static Observed running(Observed world, String node, String prefix, int pods) {
    return world.foldAll(
        pods(node, prefix, pods).stream().<Change>map(Change.PodSeen::new).toList());
  }

  private static List<PodFact> pods(String node, String prefix, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> {
          PodFact pod = Facts.pod("p-" + node + "-" + prefix + i, node);
          PodFact.Status s = pod.status();
          return Facts.status(
              pod,
              new PodFact.Status(
                  s.phase(), true, s.createdAt(), null, List.of(), List.of(prefix + i)));
        })
        .toList();
  }
}
