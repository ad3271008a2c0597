package io.restitch.core.controlplane;

import static io.restitch.core.controlplane.ControlPlaneWorlds.DOWN;
import static io.restitch.core.controlplane.ControlPlaneWorlds.arrived;
import static io.restitch.core.controlplane.ControlPlaneWorlds.host;
import static io.restitch.core.controlplane.ControlPlaneWorlds.machine;
import static io.restitch.core.controlplane.ControlPlaneWorlds.step;
import static io.restitch.core.controlplane.ControlPlaneWorlds.withoutFlannel;
import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction.Cordon;
import io.restitch.core.action.HostAction.RunTask;
import io.restitch.core.action.HostAction.Task;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.EtcdFact;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.HostFact.Residue;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.phase.Step;
import io.restitch.core.plan.Direction;
import io.restitch.core.testing.Clusters;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversionsTest {
  @Test
  void shouldBeginWithTheFirstWhenAllAreFit() {
    // when
    Step step = step(Clusters.untouched(), false);

    // then
    assertThat(step.actions()).containsExactly(new Cordon("cp-1", Worlds.MIGRATION));
  }

  @Test
  void shouldTouchNoneWhenAnotherMemberOfEtcdIsUnfit() {
    // given
    EtcdFact behind = new EtcdFact(true, true, false, false, List.of(), 5000, 1, "");
    Observed world = Clusters.untouched().fold(host("cp-2", true, behind));

    // when
    Step step = step(world, false);

    // then
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::subject).containsExactly("node cp-2");
  }

  @Test
  void shouldBeginWithNoneWhenAnAddressLeadsToAnothersMachine() {
    // given
    Observed world =
        Clusters.untouched()
            .fold(new Change.NodeSeen(Facts.onMachine(Facts.controlPlane("cp-2"), "9e1d")))
            .fold(machine("cp-2", "4f3c"));

    // when
    Step step = step(world, false);

    // then
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::subject).containsExactly("node cp-2");
  }

  @Test
  void shouldTurnRoundWhenFlannelIsNotThereAndARollbackIsWanted() {
    // given
    Observed world = withoutFlannel(arrived(Residue.counted(7, 5), true));

    // when
    Step step = step(world, true, Direction.BACKWARD);

    // then
    assertThat(step.actions()).containsExactly(new Cordon("cp-1", Worlds.MIGRATION));
  }

  @Test
  void shouldGoOnThoughARollbackIsWantedWhenCalicoIsOffTheMachine() {
    // given
    Observed world = withoutFlannel(arrived(Residue.counted(7, 5), false));

    // when
    Step step = step(world, true, Direction.BACKWARD);

    // then
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::code).containsExactly("network-ready");
  }

  @Test
  void shouldCleanUpAgainWhatCameBackToAConvertedMachine() {
    // given
    Observed world = converted(Residue.counted(3, 5));

    // when
    Step step = step(world, false);

    // then
    assertThat(step(converted(Residue.counted(0, 5)), false).holds()).isTrue();
    assertThat(step.actions()).containsExactly(new RunTask("cp-2", Task.REMOVE_CALICO));
    assertThat(step.waits()).extracting(Wait::code).containsExactly("network-left");
  }

  @Test
  void shouldNotHoldWhenWhatIsLeftCannotBeSeen() {
    // when
    Step step = step(converted(Residue.UNKNOWN), false);

    // then
    assertThat(step.holds()).isFalse();
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::code).containsExactly("network-left");
  }

  @Test
  void shouldNotHoldARollbackWhenAnUnchangedMachineCannotBeLookedAt() {
    // given
    HostFact.Unreached why = new HostFact.Unreached("no key", "give hosts.key");
    Observed world = Clusters.untouched();
    for (String name : List.of("cp-1", "cp-2")) {
      world = world.fold(new Change.HostSeen(HostFact.unreached(name, why)));
    }

    // when
    Step step = step(world, false, Direction.BACKWARD);

    // then
    assertThat(step.holds()).isTrue();
  }

  @Test
  void shouldCleanUpNothingWhileAMemberIsUnfit() {
    // given
    Observed world = converted(Residue.counted(3, 5)).fold(host("cp-1", true, DOWN));

    // when
    Step step = step(world, false);

    // then
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::code).contains("network-left", "etcd-healthy");
  }

  /** Both are on Flannel; this is left on the second. */
  private static Observed converted(Residue left) {
    Observed world = Clusters.untouched();
    for (String name : List.of("cp-1", "cp-2")) {
      NodeFact green = Facts.labelled(Facts.controlPlane(name), Names.FABRIC, Names.FABRIC_FLANNEL);
      Residue there = name.equals("cp-2") ? left : Residue.counted(0, 5);
      world =
          world
              .fold(new Change.NodeSeen(green))
              .fold(new Change.HostSeen(HostFact.sound(name, true, false, there)));
    }
    return world;
  }
}
