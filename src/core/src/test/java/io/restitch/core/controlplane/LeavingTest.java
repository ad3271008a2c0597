package io.restitch.core.controlplane;

import static io.restitch.core.controlplane.ControlPlaneWorlds.DOWN;
import static io.restitch.core.controlplane.ControlPlaneWorlds.bare;
import static io.restitch.core.controlplane.ControlPlaneWorlds.emptied;
import static io.restitch.core.controlplane.ControlPlaneWorlds.host;
import static io.restitch.core.controlplane.ControlPlaneWorlds.leaving;
import static io.restitch.core.controlplane.ControlPlaneWorlds.machine;
import static io.restitch.core.controlplane.ControlPlaneWorlds.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction.Cordon;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.action.HostAction.RunTask;
import io.restitch.core.action.HostAction.Task;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.EtcdFact;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.HostFact.Residue;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.phase.Step;
import io.restitch.core.plan.Direction;
import io.restitch.core.testing.Clusters;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeavingTest {
  /** In seconds after the start. */
  private static final int CORDONED_AT = 10;

  @Test
  void shouldFirstCordonTheNodeThatRegisteredItselfAfterAPowerCut() {
    // given
    Observed world = Clusters.untouched().fold(new Change.NodeSeen(bare()));

    // when
    Step step = step(world, true);

    // then
    assertThat(step.actions()).containsExactly(new Cordon("cp-1", Worlds.MIGRATION));
  }

  @Test
  void shouldDrainTheNodeThatRegisteredItself() {
    // given
    Observed world =
        emptied(true, EtcdFact.HEALTHY)
            .fold(new Change.NodeSeen(leaving(bare())))
            .fold(new Change.PodSeen(Facts.pod("late", "cp-1")));

    // when
    Step step = step(world, true);

    // then
    assertThat(step.actions()).hasExactlyElementsOfTypes(EvictPod.class);
  }

  @Test
  void shouldStopTheKubeletThatRegisteredItselfOnceItsNodeIsEmpty() {
    // given
    Observed world = emptied(true, EtcdFact.HEALTHY).fold(new Change.NodeSeen(leaving(bare())));

    // when
    Step step = step(world, true);

    // then
    assertThat(step.actions()).containsExactly(new RunTask("cp-1", Task.STOP_KUBELET));
  }

  @Test
  void shouldDeleteTheNodeThatRegisteredItselfOnceItsKubeletIsStopped() {
    // given
    Observed world = emptied(false, EtcdFact.HEALTHY).fold(new Change.NodeSeen(leaving(bare())));

    // when
    Step step = step(world, true);

    // then
    assertThat(step.actions()).containsExactly(new DeleteNode("cp-1", "uid-bare"));
  }

  @Test
  void shouldChangeNothingOnAMachineThatCannotBeLookedAt() {
    // given
    HostFact lost =
        HostFact.sound("cp-1", true, true, Residue.UNKNOWN)
            .lost(new HostFact.Unreached("no route", "look at the network"));
    Observed world =
        emptied(true, EtcdFact.HEALTHY)
            .fold(new Change.NodeSeen(leaving(bare())))
            .fold(new Change.HostSeen(lost));

    // when
    Step step = step(world, true);

    // then
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits())
        .containsExactly(
            new Wait("host-unreachable", "node cp-1", "no route", "look at the network"));
  }

  @Test
  void shouldStopNoKubeletOnAMachineThatIsAnothers() {
    // given
    Observed world =
        emptied(true, EtcdFact.HEALTHY)
            .fold(new Change.NodeSeen(Facts.onMachine(leaving(bare()), "9e1d")))
            .fold(machine("cp-1", "4f3c"));

    // when
    Step step = step(world, true);

    // then
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::code).containsExactly("machine-mistaken");
  }

  @Test
  void shouldStartTheKubeletAgainWhenAMemberFellBeforeTheDelete() {
    // given
    Observed world = emptied(false, EtcdFact.HEALTHY).fold(host("cp-2", true, DOWN));

    // when
    Step step = step(world, true);

    // then
    assertThat(step.actions()).containsExactly(new RunTask("cp-1", Task.START_KUBELET));
    assertThat(step.waits()).extracting(Wait::subject).containsExactly("node cp-2");
  }

  @Test
  void shouldDeleteTheNodeThoughAPodCameAfterItsKubeletWasStopped() {
    // given
    Observed world =
        emptied(false, EtcdFact.HEALTHY).fold(new Change.PodSeen(Facts.pod("late", "cp-1")));

    // when
    Step step = step(world, true);

    // then
    assertThat(step.actions()).containsExactly(new DeleteNode("cp-1", "uid-saved"));
  }

  @Test
  void shouldMoveLeadershipAwayBeforeTheKubeletIsStopped() {
    // given
    EtcdFact leader = new EtcdFact(true, true, true, false, List.of(), 0, 1, "");
    Observed world = emptied(true, EtcdFact.HEALTHY).fold(host("cp-1", true, leader));

    // when
    Step step = step(world, true);

    // then
    assertThat(step.actions()).containsExactly(new RunTask("cp-1", Task.MOVE_ETCD_LEADER));
  }

  @Test
  void shouldNotCordonWhenWhatStaysCannotCarryThePods() {
    // given
    Observed world = Clusters.untouched();
    for (int i = 0; i < 20; i++) {
      world = world.fold(new Change.PodSeen(Facts.pod("big-" + i, "blue-1")));
    }
    NodeFact untainted = Facts.without(Facts.controlPlane("cp-1"), Names.CONTROL_PLANE);
    Observed full = world.fold(new Change.NodeSeen(untainted));

    // when
    Step step = step(full, false);

    // then
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.code()).isEqualTo("capacity");
          assertThat(w.needsPerson()).isTrue();
        });
  }

  @Test
  void shouldDrainWhileTheKubeletRuns() {
    // given
    Observed world =
        emptied(true, EtcdFact.HEALTHY).fold(new Change.PodSeen(Facts.pod("late", "cp-1")));

    // when
    Step step = step(world, true);

    // then
    assertThat(step.actions()).hasExactlyElementsOfTypes(EvictPod.class);
  }

  @Test
  void shouldNotStopTheKubeletOfANodeThatCannotGo() {
    // given
    Observed world = emptied(true, EtcdFact.HEALTHY);
    NodeFact kept = Facts.finalized(world.node("cp-1").orElseThrow(), false, "cattle.io/node");

    // when
    Step step = step(world.fold(new Change.NodeSeen(kept)), true);

    // then
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::code).containsExactly("node-finalizers");
  }

  @Test
  void shouldNotDeleteANodeWhileSomebodyHasTakenTheFenceAway() {
    // given
    Observed world = emptied(false, EtcdFact.HEALTHY);
    Map<PhaseName, Condition> fenced =
        Map.of(
            PhaseName.CALICO_FENCED,
            Worlds.condition(PhaseName.CALICO_FENCED, Condition.Status.TRUE));

    // when
    Step step = ControlPlaneWorlds.step(world, true, Direction.FORWARD, fenced);

    // then
    assertThat(step.actions()).doesNotHaveAnyElementsOfTypes(DeleteNode.class);
    assertThat(step.waits()).extracting(Wait::code).containsExactly("taken-away");
  }

  @Test
  void shouldNameTheFinalizersThatHoldADeletedNode() {
    // given
    Observed world = emptied(false, EtcdFact.HEALTHY);
    NodeFact kept = Facts.finalized(world.node("cp-1").orElseThrow(), true, "cattle.io/node");

    // when
    Step step = step(world.fold(new Change.NodeSeen(kept)), true);

    // then
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.reason()).contains("cattle.io/node");
          assertThat(w.needsPerson()).isTrue();
        });
  }

  @Test
  void shouldNotEvictAgainAndAgainWhatToleratesTheCordon() {
    // given
    Observed world = cordonedTenSecondsAgo().fold(new Change.PodSeen(createdAt(CORDONED_AT + 1)));

    // when
    Step step = step(world, true);

    // then
    assertThat(step.actions()).containsExactly(new RunTask("cp-1", Task.STOP_KUBELET));
  }

  @Test
  void shouldEvictWhatWasThereBeforeTheCordon() {
    // given
    Observed world =
        cordonedTenSecondsAgo()
            .fold(new Change.PodSeen(createdAt(CORDONED_AT + 1)))
            .fold(new Change.PodSeen(Facts.pod("early", "cp-1")));

    // when
    Step step = step(world, true);

    // then
    assertThat(step.actions()).hasOnlyElementsOfType(EvictPod.class).isNotEmpty();
  }

  @Test
  void shouldAskForConsentWhenAPodThatCameLaterWouldBeLost() {
    // given
    PodFact lone = Facts.lone(createdAt(CORDONED_AT + 1));
    Observed world = cordonedTenSecondsAgo().fold(new Change.PodSeen(lone));

    // when
    Step step = step(world, true);

    // then
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::code).containsExactly("consent-missing");
  }

  private static Observed cordonedTenSecondsAgo() {
    Observed world = emptied(true, EtcdFact.HEALTHY);
    NodeFact node = world.node("cp-1").orElseThrow();
    return world.fold(
        new Change.NodeSeen(
            Facts.annotated(
                node, Names.CORDONED_AT, Facts.START.plusSeconds(CORDONED_AT).toString())));
  }

  private static PodFact createdAt(int seconds) {
    PodFact pod = Facts.pod("late", "cp-1");
    PodFact.Status s = pod.status();
    return Facts.status(
        pod,
        new PodFact.Status(
            s.phase(),
            s.ready(),
            Facts.START.plusSeconds(seconds),
            s.deletedAt(),
            s.finalizers(),
            s.addresses()));
  }
}
