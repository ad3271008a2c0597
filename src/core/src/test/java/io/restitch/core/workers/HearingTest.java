package io.restitch.core.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.CarryOver;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.FabricAction.Pin;
import io.restitch.core.bridge.AgentReport;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Kubelets;
import io.restitch.core.testing.Worlds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A machine whose agent nobody hears is not in service: later on everybody would wait for it. */
class HearingTest extends ArrivalBench {
  private static final Cidr RANGE = Cidr.parse("10.244.0.0/24");
  private static final BridgeMap MAP =
      BridgeMap.none(Cidr.parse("100.127.192.0/18"))
          .next(
              List.of(),
              Map.of(
                  "blue-1",
                  new Wanted("10.0.0.1", List.of()),
                  NAME,
                  new Wanted("10.0.0.9", List.of(RANGE))));

  private final NodeFact connected = Facts.leased(Facts.withCidr(joined, RANGE.toString()));

  HearingTest() {
    super(Worlds.plan(Settings.DEFAULT, List.of("blue-1"), 1));
  }

  @Test
  void shouldGoOnOnceItsAgentSaysThatItKnowsItsOwnPlace() {
    assertThat(action(heard(NAME, "blue-1"))).isInstanceOf(CarryOver.class);
  }

  @Test
  void shouldHoldItBackWhileItsAgentIsNotHeard() {
    // when
    Arrival arrival = step(heard("blue-1"));

    // then
    assertThat(arrival.actions()).isEmpty();
    assertThat(arrival.waits())
        .containsExactly(
            Wait.of("agent-heard", "node " + NAME, "the bridge's agent on it is not heard yet"));
  }

  @Test
  void shouldNameTheCertificateThatItWaitsForAndNotGiveItUpForThat() {
    // given
    Duration limit = plan.settings().workers().bootTimeout().plusMinutes(1);
    Observed world =
        heard("blue-1")
            .fold(new Change.ServingRequestSeen(Kubelets.asking(NAME, "10.0.0.1")))
            .at(Facts.START.plus(limit));

    // when
    Arrival arrival = step(world);

    // then
    assertThat(arrival.actions()).isEmpty();
    assertThat(arrival.waits())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.code()).isEqualTo("serving-certificate");
          assertThat(w.reason()).contains(NAME).contains("it carries no pods");
          assertThat(w.remedy()).contains("kubectl certificate approve csr-" + NAME);
        });
  }

  @Test
  void shouldAskAPersonAndNotGiveItUpWhenNothingElseIsInItsWay() {
    // given
    Duration limit = plan.settings().workers().bootTimeout().plusMinutes(1);

    // when
    Arrival late = step(heard("blue-1").at(Facts.START.plus(limit)));

    // then
    assertThat(late.actions()).isEmpty();
    assertThat(late.waits())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.reason()).contains("restitch-bridge-" + NAME + " on " + NAME);
          assertThat(w.needsPerson()).isTrue();
        });
  }

  @Test
  void shouldNotWaitForAWordOfAMachineThatIsGivenUpSinceItWasNeverHeard() {
    NodeFact given = Facts.cordonedBy(connected, Worlds.MIGRATION);

    assertThat(unused(heard(NAME, "blue-1"), given)).containsExactly(new Pin(NAME, Who.ITSELF));
    assertThat(unused(heard("blue-1"), given)).containsExactly(new DeleteNode(NAME, given.uid()));
  }

  private List<Action> unused(Observed world, NodeFact node) {
    View view = view(world.fold(new Change.NodeSeen(node)), InFlight.NOTHING);
    return Departures.unused(view, List.of(node), machine, allowance(view)).actions();
  }

  /** All is well with the machine, and these agents have said all that they were asked for. */
  private Observed heard(String... nodes) {
    TreeMap<String, AgentReport> said = new TreeMap<>();
    for (String node : nodes) {
      said.put(node, new AgentReport(MAP.generation(), 0, true, new TreeSet<>(), false));
    }
    BridgeFact bridge =
        BridgeFact.ABSENT
            .installedAs("image")
            .with(MAP)
            .heard(said, new TreeSet<>(List.of(NAME, "blue-1")));
    FabricsFact none = FabricsFact.unknown();
    FlannelFact flannel =
        none.flannel().on(new TreeSet<>(List.of(NAME)), new TreeSet<>(List.of(NAME)));
    return world(machine, connected)
        .fold(new Change.PodSeen(Facts.agent("restitch-system", "restitch-bridge", NAME)))
        .fold(new Change.FabricsSeen(none.with(flannel).with(bridge)));
  }
}
