package io.restitch.core.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.decision.InFlight;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Observed;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import io.restitch.spi.Machine;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HalfDoneTest extends ArrivalBench {
  private final Machine old = Facts.machine("blue-1", Map.of());

  @Test
  void shouldNameNodesThatAreBeingEmptied() {
    Observed world =
        world(machine, joined, Facts.cordonedBy(blue, Worlds.MIGRATION))
            .fold(new Change.PodSeen(Facts.pod("cart-1", "blue-1")));

    assertThat(HalfDone.of(view(world, InFlight.NOTHING)))
        .containsExactly("node blue-1 is cordoned, and 1 pod has to move");
  }

  @Test
  void shouldNameMachinesWhoseNodeIsDeletedOrNotThereYet() {
    Observed world =
        Worlds.looked(Worlds.of(blue).fold(new Change.NodeGone("blue-1")), machine, old);

    assertThat(HalfDone.of(view(world, InFlight.NOTHING)))
        .containsExactly(
            "machine blue-1 (id-blue-1) still runs, and its Node is deleted",
            "machine " + NAME + " (id-" + NAME + ") runs without a Node");
  }

  @Test
  void shouldFindNothingWhereAllIsInItsPlace() {
    assertThat(HalfDone.of(view(world(machine, joined), InFlight.NOTHING))).isEmpty();
    assertThat(joined.labels()).containsKey(Names.FABRIC);
  }
}
