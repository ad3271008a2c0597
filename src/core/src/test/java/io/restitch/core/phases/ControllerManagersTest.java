package io.restitch.core.phases;

import static io.restitch.core.testing.Clusters.OLD_RANGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.Action;
import io.restitch.core.action.HostAction.SetControllerManager;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.EtcdFact;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.HostFact.Residue;
import io.restitch.core.fact.MachineState;
import io.restitch.core.fact.MachineState.ManagerFlags;
import io.restitch.core.fact.ManagerLeaseFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.testing.Clusters;
import io.restitch.core.testing.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ControllerManagersTest {
  private static final Cidr NEW_RANGE = Cidr.parse("10.244.0.0/16");

  @Test
  void shouldChangeOneAfterTheOther() {
    // given
    Observed world = Clusters.untouched();

    // when
    Step step = ControllerManagers.bring(view(world), false, null);

    // then
    assertThat(step.actions()).containsExactly(new SetControllerManager("cp-1", false, null));
  }

  @Test
  void shouldNotCallItDoneWhileFlagsAreBeingChangedTheOtherWay() {
    // given
    Observed world = shows(shows(Clusters.untouched(), "cp-1", false), "cp-2", false);
    Action forward = new SetControllerManager("cp-1", true, NEW_RANGE);
    InFlight busy = new InFlight(Map.of(forward.key(), forward), Map.of(), Map.of(), null);

    // when
    Step step = ControllerManagers.bring(view(world, busy), false, OLD_RANGE);

    // then
    assertThat(step.holds()).isFalse();
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::code).containsExactly("controller-manager-changing");
  }

  @Test
  void shouldWaitWhenAKilledRunHasLeftItsTaskOnAMachine() {
    // given
    Observed world = shows(shows(Clusters.untouched(), "cp-1", false), "cp-2", false);
    world = world.fold(machine("cp-2", "set-controller-manager", null));

    // when
    Step step = ControllerManagers.bring(view(world), false, OLD_RANGE);

    // then
    assertThat(step.holds()).isFalse();
    assertThat(step.waits()).extracting(Wait::subject).containsExactly("node cp-2");
  }

  @Test
  void shouldChangeAManifestBackWhoseMirrorPodShowsTheOldFlagsYet() {
    // given
    Observed world = shows(shows(Clusters.untouched(), "cp-1", false), "cp-2", false);
    world = world.fold(machine("cp-1", "", new ManagerFlags(true, NEW_RANGE)));

    // when
    Step step = ControllerManagers.bring(view(world), false, OLD_RANGE);

    // then
    assertThat(step.actions()).containsExactly(new SetControllerManager("cp-1", false, OLD_RANGE));
  }

  @Test
  void shouldWaitForTheMirrorPodOfAManifestThatIsRight() {
    // given
    Observed world = Clusters.untouched();
    world = world.fold(machine("cp-1", "", new ManagerFlags(false, OLD_RANGE)));

    // when
    Step step = ControllerManagers.bring(view(world), false, null);

    // then
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::code).containsExactly("controller-manager-restarts");
  }

  @Test
  void shouldAskForALeaderOnlyWhenAllFlagsAreRight() {
    // given
    Observed world = shows(Clusters.untouched(), "cp-1", false);
    world = world.fold(new Change.ManagerLeaseSeen(new ManagerLeaseFact("elsewhere", Facts.START)));

    // when
    Step step = ControllerManagers.bring(view(world), false, null);

    // then
    assertThat(step.actions()).containsExactly(new SetControllerManager("cp-2", false, null));
    assertThat(step.waits()).isEmpty();
  }

  @Test
  void shouldAskForALeaderOnlyWhenAllAreSeen() {
    // given
    Observed world = shows(Clusters.untouched(), "cp-1", false);
    world = world.fold(new Change.ControllerManagerGone("cp-2"));
    world = world.fold(new Change.ManagerLeaseSeen(new ManagerLeaseFact("cp-2", Facts.START)));

    // when
    Step step = ControllerManagers.bring(view(world), false, null);

    // then
    assertThat(step.waits()).extracting(Wait::code).containsExactly("controller-managers-unseen");
  }

  @Test
  void shouldWaitForANewLeaderWhenFlagsAreBroughtBack() {
    // given
    Instant before = Facts.START.minusSeconds(60);
    Observed world = Clusters.untouched();
    world = world.fold(new Change.ManagerLeaseSeen(new ManagerLeaseFact("cp-1", before)));

    // when
    Step step = new IpamHeld().backward(view(world));

    // then
    assertThat(step.holds()).isFalse();
    assertThat(step.waits()).extracting(Wait::code).containsExactly("controller-manager-leads");
  }

  @Test
  void shouldSayWhoLeadsWhenItIsTrue() {
    // given
    Observed world = shows(shows(Clusters.untouched(), "cp-1", false), "cp-2", false);
    world = world.fold(new Change.ManagerLeaseSeen(new ManagerLeaseFact("cp-2", Facts.START)));

    // when
    Step step = ControllerManagers.bring(view(world), false, null);

    // then
    assertThat(step.holds()).isTrue();
    assertThat(step.evidence())
        .isEqualTo("--allocate-node-cidrs=false on 2 control planes, cp-2 leads");
  }

  private static View view(Observed world) {
    return view(world, InFlight.NOTHING);
  }

  private static View view(Observed world, InFlight busy) {
    return new View(world, Clusters.plan(), Clusters.record(false), busy);
  }

  private static Observed shows(Observed world, String node, boolean allocates) {
    return world.fold(new Change.ControllerManagerSeen(Facts.manager(node, allocates, OLD_RANGE)));
  }

  private static Change machine(String node, String task, @Nullable ManagerFlags manifest) {
    MachineState state =
        new MachineState(
            "",
            true,
            Duration.ZERO,
            OptionalLong.of(1L << 30),
            List.of(),
            List.of(),
            task,
            manifest,
            null);
    return new Change.HostSeen(
        new HostFact(node, null, true, true, Residue.NONE, EtcdFact.HEALTHY, state));
  }
}
