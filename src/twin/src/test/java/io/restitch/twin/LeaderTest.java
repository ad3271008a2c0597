package io.restitch.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Outcome;
import io.restitch.core.fact.ManagerLeaseFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.engine.event.Event;
import io.restitch.twin.model.RandomCluster;
import io.restitch.twin.time.Chance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Allocation is held only when a process that does not allocate leads. */
class LeaderTest {
  private final List<String> waits = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldEndWithALeaderThatDoesNotAllocateWhenFlagsAreChanged(long seed) {
    // Given
    Migrations m = Migrations.of(RandomCluster.draw(seed), seed);

    // When
    Outcome outcome = hold(m, seed);

    // Then
    assertThat(outcome).isEqualTo(Outcome.REACHED);
    Observed world = m.twin().truth().world();
    ManagerLeaseFact lease = world.managerLease().orElseThrow();
    assertThat(world.platform().controllerManagers().values())
        .filteredOn(c -> lease.heldOn(c.nodeName()))
        .singleElement()
        .satisfies(c -> {
          assertThat(c.allocateNodeCidrs()).isFalse();
          assertThat(c.started()).isNotNull().isBeforeOrEqualTo(lease.acquired());
        });
  }

  /** Now and then the flags are seen before the Lease has run out. */
  @Test
  void shouldWaitForTheLeaseToRunOutWhenTheOnlyOneWasChanged() {
    // Given
    LongStream seeds = LongStream.range(1, 60).filter(LeaderTest::oneControlPlane);

    // When
    seeds.forEach(seed -> hold(Migrations.of(RandomCluster.draw(seed), seed), seed));

    // Then
    assertThat(waits).contains("controller-manager-leads node cp-1");
  }

  private static boolean oneControlPlane(long seed) {
    return RandomCluster.draw(seed).nodes().stream().filter(NodeFact::controlPlane).count() == 1;
  }

  private Outcome hold(Migrations m, long seed) {
    Faults none = new Faults(new Chance(seed, "faults"), Faults.Odds.NONE);
    return new TwinRun(m.twin(), m.plan(), PhaseName.IPAM_HELD, this::tell, none)
        .run(Duration.ofHours(1))
        .outcome();
  }

  private void tell(Event event) {
    if (event instanceof Event.WaitBegan began) {
      waits.add(began.awaited().key());
    }
  }
}
