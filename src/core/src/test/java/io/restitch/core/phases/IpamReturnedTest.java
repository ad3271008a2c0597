package io.restitch.core.phases;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.FabricAction.PutBackConfiguredRange;
import io.restitch.core.action.FabricAction.SetConfiguredRange;
import io.restitch.core.decision.InFlight;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodRangeFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Plan;
import io.restitch.core.policy.Ledger;
import io.restitch.core.testing.Clusters;
import io.restitch.core.testing.Facts;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IpamReturnedTest {
  private static final Cidr NEW_RANGE = Cidr.parse("10.244.0.0/16");
  private final IpamReturned phase = new IpamReturned();

  @Test
  void shouldSetTheRangeWhenBothNameItButKubeProxyWasNotRestarted() {
    // given
    Observed world = configured(new PodRangeFact(null, true));

    // when
    Step step = phase.forward(view(world, Clusters.OLD_RANGE));

    // then
    assertThat(step.actions()).containsExactly(new SetConfiguredRange(NEW_RANGE));
  }

  @Test
  void shouldPutTheRangeBackEvenIfThereWasNoneBefore() {
    // given
    Observed world = configured(new PodRangeFact(NEW_RANGE, true));

    // when
    Step step = phase.backward(view(world, null));

    // then
    assertThat(step.actions()).containsExactly(new PutBackConfiguredRange());
  }

  @Test
  void shouldBeUndoneWhenNothingOfOursIsConfigured() {
    // given
    Observed world = configured(PodRangeFact.UNKNOWN);

    // when
    Step step = phase.backward(view(world, Clusters.OLD_RANGE));

    // then
    assertThat(step.holds()).isTrue();
  }

  /** No Node has a pod CIDR, and every kube-controller-manager is held. */
  private static Observed configured(PodRangeFact range) {
    Observed world = Clusters.untouched();
    FabricsFact f = world.fabrics();
    for (String name : world.nodes().keySet().toArray(String[]::new)) {
      world = world.fold(new Change.NodeGone(name));
    }
    for (String name : new String[] {"cp-1", "cp-2"}) {
      world =
          world.fold(
              new Change.ControllerManagerSeen(Facts.manager(name, false, Clusters.OLD_RANGE)));
    }
    return world.fold(new Change.FabricsSeen(f.with(range)));
  }

  private static View view(Observed world, @Nullable Cidr before) {
    Plan p = Clusters.plan();
    Plan plan =
        new Plan(
            p.clusterId(),
            p.settings(),
            new Plan.Before(before, true),
            p.slots(),
            p.waves(),
            p.conversions(),
            p.verdicts(),
            Map.of(),
            Ledger.NONE);
    return new View(world, plan, Clusters.record(true), InFlight.NOTHING);
  }
}
