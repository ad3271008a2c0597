package io.restitch.core.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.ClusterAction.Cordon;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.ClusterAction.DeletePod;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.action.MachineAction.DeleteMachine;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.bridge.BridgePins;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.drain.Allowance;
import io.restitch.core.fact.AttachmentFact;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.EndpointsFact;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import io.restitch.core.workers.Departures.Leaver;
import io.restitch.spi.Machine;
import io.restitch.spi.MachineState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Node first, then its pods, then the machine. */
class DeparturesTest {
  private static final Leaver BLUE = new Leaver("blue-1", "id-blue-1");
  private static final PodFact AGENT =
      Facts.pod("agent", "blue-1", new PodFact.Owner("DaemonSet", "agent", "uid-ds"));

  private final Plan plan = Worlds.plan(List.of("blue-1"), 1);
  private final NodeFact blue = Facts.worker("blue-1");
  private final NodeFact cordoned = Facts.cordonedBy(blue, Worlds.MIGRATION);
  private final NodeFact green = Facts.worker("green-1");

  @Test
  void shouldLeaveANodeAloneWhoseTurnHasNotCome() {
    Departure departure = step(Worlds.of(blue, green), false);

    assertThat(departure.stage()).isEqualTo(Departure.Stage.SERVING);
    assertThat(departure.actions()).isEmpty();
  }

  @Test
  void shouldCordonBeforeItEvicts() {
    Observed world = Worlds.of(blue, green).fold(new Change.PodSeen(Facts.pod("cart-1", "blue-1")));

    assertThat(step(world, true).actions()).containsExactly(new Cordon("blue-1", Worlds.MIGRATION));
  }

  @Test
  void shouldWaitForItsTurnEvenIfSomebodyElseCordonedIt() {
    Observed world =
        Worlds.of(Facts.cordoned(blue), green)
            .fold(new Change.PodSeen(Facts.pod("cart-1", "blue-1")));

    assertThat(step(world, false).actions()).isEmpty();
    assertThat(step(world, true).actions()).hasOnlyElementsOfType(EvictPod.class).hasSize(1);
  }

  @Test
  void shouldNotDeleteANodeWhileAPodThatMustMoveIsBoundToIt() {
    Observed world =
        Worlds.of(cordoned, green)
            .fold(
                new Change.PodSeen(Facts.terminating(Facts.pod("cart-1", "blue-1"), Facts.START)));

    Departure departure = step(world, true);

    assertThat(departure.actions()).isEmpty();
    assertThat(departure.waits()).extracting(Wait::code).containsExactly("pod-terminating");
  }

  @Test
  void shouldNotDeleteANodeWhileAVolumeIsAttached() {
    Observed world =
        Worlds.of(cordoned, green)
            .fold(
                new Change.AttachmentSeen(new AttachmentFact("a", "blue-1", "pv-1", "shop/data")));

    assertThat(step(world, true).waits()).extracting(Wait::code).containsExactly("volume-attached");
  }

  @Test
  void shouldDeleteTheNodeByUidOnceItIsDrainedThoughDaemonSetPodsAreLeft() {
    Observed world = Worlds.of(cordoned, green).fold(new Change.PodSeen(AGENT));

    assertThat(step(world, true).actions()).containsExactly(new DeleteNode("blue-1", "uid-blue-1"));
  }

  @Test
  void shouldDeleteTheDaemonSetPodsOfAGoneNodeBeforeItsMachine() {
    Observed world = nodeGone().fold(new Change.PodSeen(AGENT));

    Departure departure = step(world.at(Facts.START.plusSeconds(60)), true);

    assertThat(departure.actions()).hasOnlyElementsOfType(DeletePod.class).hasSize(1);
    assertThat(departure.stage()).isEqualTo(Departure.Stage.NODE_GONE);
  }

  @Test
  void shouldKeepTheMachineWhileAServiceSendsTrafficThereAndForTheSettleTimeAfter() {
    Observed serving = nodeGone().fold(new Change.EndpointsSeen(endpoints("blue-1")));
    Observed quiet =
        serving.at(Facts.START.plusSeconds(60)).fold(new Change.EndpointsSeen(endpoints()));

    assertThat(step(serving, true).waits()).extracting(Wait::code).contains("endpoints-ready");
    assertThat(step(quiet.at(Facts.START.plusSeconds(64)), true).actions()).isEmpty();
    assertThat(step(quiet.at(Facts.START.plusSeconds(65)), true).actions())
        .containsExactly(new DeleteMachine("id-blue-1", "blue-1"));
  }

  @Test
  void shouldTakeANewWitnessTheSettleTimeToTrustThatNothingIsServed() {
    Observed world = nodeGone();

    assertThat(step(world, true).actions()).isEmpty();
    assertThat(step(world.at(Facts.START.plus(Duration.ofSeconds(5))), true).actions())
        .hasOnlyElementsOfType(DeleteMachine.class);
  }

  @Test
  void shouldNotActOnAMachineItHasNotAskedFor() {
    Observed world = Worlds.of(green).at(Facts.START.plusSeconds(60));

    Departure departure = step(world, true);

    assertThat(departure.actions()).isEmpty();
    assertThat(departure.waits()).extracting(Wait::code).containsExactly("machine-look");
  }

  @Test
  void shouldBeGoneWhenTheProviderNoLongerKnowsTheMachine() {
    Observed world = Worlds.looked(Worlds.of(green), new TreeSet<>(List.of("id-blue-1")));

    assertThat(step(world, true).stage()).isEqualTo(Departure.Stage.GONE);
  }

  @Test
  void shouldDeleteANodeThatCameBackThoughItsMachineIsGone() {
    Observed world = Worlds.looked(Worlds.of(blue, green), new TreeSet<>(List.of("id-blue-1")));

    assertThat(step(world, false).actions()).hasOnlyElementsOfType(DeleteNode.class);
  }

  @Test
  void shouldNotWaitForAWordFromAMachineThatShutsDownWhenItsNodeCameBack() {
    // given: pinned, which its agent has not said
    Observed running = bridged(Facts.machine("blue-1", Map.of()));
    Observed stopping = bridged(Facts.machine("blue-1", Map.of()).in(MachineState.STOPPING));
    Plan bridging = Worlds.plan(Settings.DEFAULT, List.of("blue-1"), 1);

    // then
    assertThat(step(running, bridging, false).waits())
        .extracting(Wait::code)
        .containsExactly("pin-known");
    assertThat(step(stopping, bridging, false).actions())
        .containsExactly(new DeleteNode("blue-1", "uid-blue-1"));
  }

  private Observed bridged(Machine machine) {
    BridgeFact bridge =
        BridgeFact.ABSENT
            .installedAs("image")
            .with(
                BridgeMap.none(Cidr.parse("100.127.192.0/18"))
                    .next(List.of(), Map.of("blue-1", new Wanted("10.0.0.1", List.of()))))
            .with(BridgePins.NONE.with("blue-1", Who.ITSELF));
    return Worlds.looked(
        Worlds.of(cordoned, green).fold(new Change.FabricsSeen(FabricsFact.unknown().with(bridge))),
        new TreeSet<>(List.of("id-blue-1")),
        machine);
  }

  private Observed nodeGone() {
    return Worlds.looked(
        Worlds.of(green), new TreeSet<>(List.of("id-blue-1")), Facts.machine("blue-1", Map.of()));
  }

  private static EndpointsFact endpoints(String... nodes) {
    return new EndpointsFact(
        new ObjectRef("shop", "dns-abc"), "dns", new TreeSet<>(List.of(nodes)), new TreeSet<>());
  }

  private Departure step(Observed world, boolean itsTurn) {
    return step(world, plan, itsTurn);
  }

  private static Departure step(Observed world, Plan plan, boolean itsTurn) {
    View view = new View(world, plan, world.record().orElseThrow(), InFlight.NOTHING);
    Allowance allowance = new Allowance(world, InFlight.NOTHING, 50);
    return Departures.step(view, BLUE, allowance, new CapacityGate(view), itsTurn);
  }
}
