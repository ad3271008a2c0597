package io.restitch.core.phase;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Kubelets;
import io.restitch.core.testing.Worlds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is told of a node whose agent says nothing that helps, and from when on. */
class BridgeAgentsTest {
  private static final String REASON =
      "1 nodes have not said yet that it is pinned, old among them";
  private static final BridgeFact BRIDGE =
      BridgeFact.ABSENT
          .installedAs("image")
          .with(
              BridgeMap.none(Cidr.parse("100.127.192.0/18"))
                  .next(List.of(), Map.of("old", new Wanted("10.0.0.1", List.of()))));

  private final PodFact agent = Facts.agent("restitch-system", "restitch-bridge", "old");

  @Test
  void shouldNotAskAPersonForWhatMayComeByItself() {
    assertThat(awaited(seen(BRIDGE), 119)).isEqualTo(Wait.of("pin-known", "node cp-1", REASON));
  }

  @Test
  void shouldNameTheNodeAndWhyItsLogCannotBeReadAndAskAPersonAfterAWhile() {
    // given
    Observed world =
        seen(BRIDGE.unread(new TreeMap<>(Map.of("old", "dial tcp 10.0.0.1:10250: i/o timeout"))));

    // when
    Wait soon = awaited(world, 119);
    Wait late = awaited(world, 120);

    // then
    assertThat(soon.reason())
        .isEqualTo(
            REASON
                + ": the log of pod restitch-bridge-old on old cannot be read: dial tcp"
                + " 10.0.0.1:10250: i/o timeout");
    assertThat(soon.needsPerson()).isFalse();
    assertThat(late.reason()).isEqualTo(soon.reason());
    assertThat(late.remedy())
        .contains("kubelet of old (port 10250)")
        .contains("kubectl -n restitch-system logs restitch-bridge-old");
  }

  @Test
  void shouldTellOfACertificateThatNobodyApproved() {
    // given
    Observed world =
        seen(BRIDGE.unread(new TreeMap<>(Map.of("old", "remote error: tls: internal error"))))
            .fold(new Change.ServingRequestSeen(Kubelets.asking("old", "10.0.0.1")));

    // when
    Wait wait = awaited(world, 120);

    // then
    assertThat(wait.reason()).contains("kubelet of old serves no logs").contains("csr-old");
    assertThat(wait.remedy()).contains("kubectl certificate approve csr-old");
  }

  @Test
  void shouldTellOfAPodThatDoesNotRunAndOfOneThatIsNotThere() {
    Observed crashing = seen(BRIDGE).fold(new Change.PodSeen(Facts.unready(agent)));
    Observed without = seen(BRIDGE).fold(new Change.PodGone(agent.ref()));

    assertThat(awaited(crashing, 120).reason())
        .endsWith(": pod restitch-bridge-old on old is not ready");
    assertThat(awaited(crashing, 120).remedy())
        .contains("kubectl -n restitch-system describe pod restitch-bridge-old");
    assertThat(awaited(without, 120).reason())
        .endsWith(": no pod of DaemonSet restitch-system/restitch-bridge is on node old");
  }

  @Test
  void shouldTellOfTheOneThatOwesAWordForLongest() {
    // given: the other one came later
    Observed world =
        seen(BRIDGE)
            .fold(new Change.NodeSeen(Facts.worker("a")))
            .at(Facts.START.plusSeconds(60))
            .fold(new Change.FabricsSeen(FabricsFact.unknown().with(BRIDGE)));

    // then
    assertThat(
            BridgeAgents.awaited(
                    world, "pin-known", "node cp-1", "it is pinned", List.of("a", "old"))
                .reason())
        .isEqualTo("2 nodes have not said yet that it is pinned, old among them");
  }

  @Test
  void shouldAskAPersonForANodeThatNeverSaysThatItIsConnected() {
    Wait soon = BridgeAgents.unconnected(seen(BRIDGE), "old");
    Wait late = BridgeAgents.unconnected(later(seen(BRIDGE), 120), "old");

    assertThat(soon.needsPerson()).isFalse();
    assertThat(late.code()).isEqualTo("bridge-answers");
    assertThat(late.remedy()).contains("restitch-bridge-old");
  }

  private Observed seen(BridgeFact bridge) {
    return Worlds.of(Facts.worker("old"))
        .fold(new Change.PodSeen(agent))
        .fold(new Change.FabricsSeen(FabricsFact.unknown().with(bridge)));
  }

  private static Wait awaited(Observed world, int seconds) {
    return BridgeAgents.awaited(
        later(world, seconds), "pin-known", "node cp-1", "it is pinned", List.of("old"));
  }

  private static Observed later(Observed world, int seconds) {
    return world.at(Facts.START.plus(Duration.ofSeconds(seconds)));
  }
}
