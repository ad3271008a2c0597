package io.restitch.core.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.EtcdFact;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.HostFact.Residue;
import io.restitch.core.fact.MachineState;
import io.restitch.core.fact.Observed;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.testing.Clusters;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeftoversTest {
  @Test
  void shouldFindNothingWhenEveryMachineIsCleanAndFit() {
    // given
    Observed world =
        Clusters.untouched()
            .fold(host("cp-1", Residue.counted(0, 9), EtcdFact.HEALTHY))
            .fold(host("cp-2", Residue.counted(0, 9), EtcdFact.HEALTHY));

    // when
    List<Wait> left = left(world, Direction.FORWARD);

    // then
    assertThat(left).isEmpty();
  }

  @Test
  void shouldNameEachMachineWithSomethingLeftOrUnfit() {
    // given
    Observed world =
        Clusters.untouched()
            .fold(host("cp-1", Residue.counted(12, 0), EtcdFact.HEALTHY))
            .fold(host("cp-2", Residue.NONE, EtcdFact.UNKNOWN));

    // when
    List<Wait> left = left(world, Direction.FORWARD);

    // then
    assertThat(left).extracting(Wait::code).containsExactly("network-left", "etcd-healthy");
    assertThat(left.getFirst().reason()).isEqualTo("12 things are left of Calico on its machine");
  }

  @Test
  void shouldNotTakeAnUnknownCountForNothing() {
    // given
    Observed world =
        Clusters.untouched()
            .fold(host("cp-1", Residue.counted(0, -1), EtcdFact.HEALTHY))
            .fold(host("cp-2", Residue.NONE, EtcdFact.HEALTHY));

    // when
    List<Wait> left = left(world, Direction.BACKWARD);

    // then
    assertThat(left)
        .extracting(Wait::reason)
        .containsExactly("what is left of Flannel on its machine cannot be seen");
  }

  private static List<Wait> left(Observed world, Direction direction) {
    return Leftovers.of(
        new View(world, Clusters.plan(), Clusters.record(false), InFlight.NOTHING), direction);
  }

  private static Change host(String node, Residue residue, EtcdFact etcd) {
    return new Change.HostSeen(
        new HostFact(node, null, true, false, residue, etcd, MachineState.SOUND));
  }
}
