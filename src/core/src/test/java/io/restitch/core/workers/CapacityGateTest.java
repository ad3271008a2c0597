package io.restitch.core.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.phase.View;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CapacityGateTest {
  private final NodeFact one = Facts.worker("n1");
  private final NodeFact two = Facts.worker("n2");
  private final NodeFact three = Facts.worker("n3");

  @Test
  void shouldLetANodeGoWhenTheOthersHoldEverythingAndTheHeadroom() {
    assertThat(gate(pods(14, Map.of())).refuse(one)).isEmpty();
  }

  @Test
  void shouldRefuseWhenOnlyTheHeadroomIsMissing() {
    Optional<Wait> refusal = gate(pods(15, Map.of())).refuse(one);

    assertThat(refusal).map(Wait::code).contains("capacity");
    assertThat(refusal.orElseThrow().reason()).contains("7.5 CPU").contains("8.0 CPU");
  }

  @Test
  void shouldCountANodeItLetGoAsGone() {
    CapacityGate gate = gate(pods(6, Map.of()));

    assertThat(gate.refuse(one)).isEmpty();
    assertThat(gate.refuse(two)).isEmpty();
    assertThat(gate.refuse(three)).isPresent();
  }

  @Test
  void shouldHoldEachGroupOfPodsToTheNodesItMayUse() {
    NodeFact ssd = Facts.labelled(one, "disk", "ssd");
    Observed world = fill(Worlds.of(ssd, two, three), 2, Map.of("disk", "ssd"));

    assertThat(gate(world).refuse(ssd)).isPresent();
    assertThat(gate(world).refuse(two)).isEmpty();
  }

  @Test
  void shouldNotCountNodesThatPodsCannotGoTo() {
    Observed world = fill(Worlds.of(one, Facts.cordoned(two), Facts.cordoned(three)), 2, Map.of());

    assertThat(gate(world).refuse(one)).isPresent();
  }

  private Observed pods(int count, Map<String, String> selector) {
    return fill(Worlds.of(one, two, three), count, selector);
  }

  private static Observed fill(Observed world, int count, Map<String, String> selector) {
    Observed filled = world;
    for (int i = 0; i < count; i++) {
      PodFact pod = Facts.pod("p" + i, "n1");
      PodFact.Spec s = pod.spec();
      filled =
          filled.fold(
              new Change.PodSeen(
                  Facts.spec(
                      pod,
                      new PodFact.Spec(
                          s.requests(),
                          0,
                          new PodFact.Placement(selector, List.of(), List.of(), List.of()),
                          false,
                          List.of(),
                          s.storage(),
                          30))));
    }
    return filled;
  }

  private static CapacityGate gate(Observed world) {
    return new CapacityGate(
        new View(
            world, Worlds.plan(List.of("n1"), 1), world.record().orElseThrow(), InFlight.NOTHING));
  }
}
