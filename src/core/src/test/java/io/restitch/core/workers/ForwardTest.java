package io.restitch.core.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.decision.InFlight;
import io.restitch.core.fact.Observed;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Plan;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which machines of others the cloud is asked about. */
class ForwardTest {
  private static final Plan PLAN = Worlds.plan(List.of("blue-1", "blue-2"), 1, 1);
  private static final TreeSet<String> ASKED = new TreeSet<>(List.of("id-blue-1"));

  @Test
  void shouldAskAboutMachinesWithoutANodeUntilTheyAreGone() {
    Observed world = Worlds.of(Facts.worker("blue-2"));

    assertThat(Forward.doubted(view(world))).containsExactly("id-blue-1");
    assertThat(Forward.doubted(view(Worlds.looked(world, ASKED)))).isEmpty();
  }

  @Test
  void shouldGoOnAskingAboutAMachineWhoseNodeCameBack() {
    Observed world =
        Worlds.looked(
            Worlds.of(Facts.worker("blue-1"), Facts.worker("blue-2")),
            ASKED,
            Facts.machine("blue-1", Map.of()));

    assertThat(Forward.doubted(view(world))).containsExactly("id-blue-1");
  }

  private static View view(Observed world) {
    return new View(world, PLAN, world.record().orElseThrow(), InFlight.NOTHING);
  }
}
