package io.restitch.core.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.bridge.AgentReport;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.bridge.BridgePins;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A step that relies on a pin waits until those who must know of it have said so. */
class PinsTest {
  private static final Plan PLAN = Worlds.plan(Settings.DEFAULT, List.of("cp-1"), 1);
  private static final BridgeFact BRIDGE =
      BridgeFact.ABSENT
          .installedAs("image")
          .with(
              BridgeMap.none(Cidr.parse("100.127.192.0/18"))
                  .next(List.of(), Map.of("cp-1", new Wanted("10.0.0.1", List.of()))));

  @Test
  void shouldMissAPinOnlyWhereThereIsABridgeOfOurs() {
    assertThat(Pins.missing(view(BRIDGE), "cp-1")).isTrue();
    assertThat(Pins.missing(view(BRIDGE.installedAs("")), "cp-1")).isFalse();
    View attested =
        view(
            BRIDGE,
            Worlds.plan(
                Worlds.settings().attesting(Set.of(PhaseName.BRIDGED)), List.of("cp-1"), 1));
    assertThat(Pins.missing(attested, "cp-1")).isFalse();
  }

  @Test
  void shouldWaitForEveryNodeBeforeAControlPlaneChanges() {
    // given
    BridgePins pins = BridgePins.NONE.with("worker-9", Who.ITSELF).with("cp-1", Who.EVERYONE);

    // then
    assertThat(reason(pins, Map.of("cp-1", 2L, "worker-1", 1L)))
        .contains("1 nodes have not said yet that it is pinned, worker-1 among them");
    assertThat(reason(pins, Map.of("cp-1", 2L))).isPresent();
    assertThat(reason(pins, Map.of("cp-1", 2L, "worker-1", 2L))).isEmpty();
    assertThat(reason(pins.without("worker-9"), Map.of("cp-1", 2L, "worker-1", 2L))).isEmpty();
  }

  @Test
  void shouldWaitForAWorkerAloneBeforeItGoes() {
    BridgePins pins = BridgePins.NONE.with("cp-1", Who.ITSELF);

    assertThat(reason(pins, Map.of("worker-1", 1L))).isPresent();
    assertThat(reason(pins, Map.of("cp-1", 1L))).isEmpty();
  }

  private static Optional<String> reason(BridgePins pins, Map<String, Long> known) {
    SortedMap<String, AgentReport> said = new TreeMap<>();
    known.forEach((node, generation) ->
        said.put(node, new AgentReport(1, generation, true, new TreeSet<>(), false)));
    BridgeFact bridge = BRIDGE.with(pins).heard(said, new TreeSet<>());
    return Pins.unreported(view(bridge), "cp-1").map(Wait::reason);
  }

  private static View view(BridgeFact bridge) {
    return view(bridge, PLAN);
  }

  private static View view(BridgeFact bridge, Plan plan) {
    FabricsFact f = FabricsFact.unknown();
    return new View(
        Worlds.of(
                Facts.worker("cp-1"),
                Facts.worker("worker-1"),
                Facts.notReady(Facts.worker("worker-2")))
            .fold(new Change.FabricsSeen(f.with(bridge))),
        plan,
        Worlds.record(Intent.RUN),
        InFlight.NOTHING);
  }
}
