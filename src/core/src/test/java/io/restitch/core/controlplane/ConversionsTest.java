package io.restitch.core.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.Cordon;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.action.ClusterAction.PostNode;
import io.restitch.core.action.HostAction.RunTask;
import io.restitch.core.action.HostAction.Task;
import io.restitch.core.action.RecordAction.SaveNode;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.EtcdFact;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.HostFact.Residue;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.MachineState;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.fact.SavedNode;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.testing.Clusters;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Networks;
import io.restitch.core.testing.Worlds;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

class ConversionsTest {
  private static final EtcdFact DOWN =
      new EtcdFact(true, false, false, false, List.of(), 0, 1, "no answer");

  private static final SavedNode SAVED =
      new SavedNode("cp-1", "uid-saved", Cidr.parse("192.168.0.0/24"), "{}");

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

  static List<NodeFact> madeBySomebody() {
    return List.of(
        Facts.labelled(bare(), Names.CONTROL_PLANE, ""),
        Facts.withCidr(bare(), "10.244.9.0/24"),
        Facts.labelled(bare(), Names.FABRIC, Names.FABRIC_FLANNEL),
        Facts.annotated(bare(), Names.POSTED_FOR, "uid-of-another"));
  }

  @ParameterizedTest
  @MethodSource("madeBySomebody")
  void shouldAskAPersonWhenSomebodyMadeTheNodeAnew(NodeFact found) {
    // given
    Observed world = Clusters.untouched().fold(new Change.NodeSeen(found));

    // when
    Step step = step(world, true);

    // then
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.code()).isEqualTo("node-renewed");
          assertThat(w.remedy())
              .contains("restitch.io/posted-for=uid-saved")
              .contains("delete configmap saved-node-cp-1");
        });
  }

  @Test
  void shouldGoOnWithTheNodeThatWePosted() {
    // given
    NodeFact posted = Facts.annotated(bare(), Names.POSTED_FOR, "uid-saved");
    Observed world =
        Clusters.untouched()
            .fold(new Change.NodeSeen(posted))
            .fold(host("cp-1", false, EtcdFact.HEALTHY));

    // when
    List<Action> actions = step(world, true).actions();

    // then
    assertThat(actions).containsExactly(new RunTask("cp-1", Task.START_KUBELET));
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

  static List<Observed> beforeTheDelete() {
    Observed emptied = emptied(true, EtcdFact.HEALTHY);
    EtcdFact leader = new EtcdFact(true, true, true, false, List.of(), 0, 1, "");
    return List.of(
        emptied, emptied.fold(host("cp-1", true, leader)), arrived(new Residue(7, 5), false));
  }

  @ParameterizedTest
  @MethodSource("beforeTheDelete")
  void shouldWaitBeforeTheNextStepWhenAnotherMemberFellInBetween(Observed world) {
    // given
    Observed fallen = world.fold(host("cp-2", true, DOWN));

    // when
    Step step = step(fallen, true);

    // then
    assertThat(step(world, true).actions()).hasSize(1);
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::subject).containsExactly("node cp-2");
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

  @ParameterizedTest
  @EnumSource(value = NodeFact.PodNetwork.class, names = "FLANNEL", mode = Mode.EXCLUDE)
  void shouldNotLeaveCalicoWhenTheNodeDoesNotSayThatFlannelIsUp(NodeFact.PodNetwork said) {
    // given
    Observed world = arrived(new Residue(7, 5), true);
    NodeFact node = Facts.network(world.node("cp-1").orElseThrow(), said);

    // when
    Step step = step(world.fold(new Change.NodeSeen(node)), true);

    // then
    assertThat(step(world, true).actions()).containsExactly(new RunTask("cp-1", Task.LEAVE_CALICO));
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::code).containsExactly("network-ready");
  }

  @Test
  void shouldTurnRoundWhenFlannelIsNotThereAndARollbackIsWanted() {
    // given
    Observed world = withoutFlannel(arrived(new Residue(7, 5), true));

    // when
    Step step = step(world, true, Direction.BACKWARD);

    // then
    assertThat(step.actions()).containsExactly(new Cordon("cp-1", Worlds.MIGRATION));
  }

  @Test
  void shouldSaveThePostedNodeInItsTurnWhenItTurnsRound() {
    // given
    Observed world =
        withoutFlannel(arrived(new Residue(7, 5), true))
            .fold(
                new Change.NodeSeen(
                    Facts.annotated(
                        emptied(true, EtcdFact.HEALTHY).node("cp-1").orElseThrow(),
                        Names.POSTED_FOR,
                        "uid-saved")));

    // when
    Step step = step(world, true, Direction.BACKWARD);

    // then
    assertThat(step.actions()).containsExactly(new SaveNode("cp-1", "uid-saved"));
  }

  @Test
  void shouldGoOnThoughARollbackIsWantedWhenCalicoIsOffTheMachine() {
    // given
    Observed world = withoutFlannel(arrived(new Residue(7, 5), false));

    // when
    Step step = step(world, true, Direction.BACKWARD);

    // then
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::code).containsExactly("network-ready");
  }

  @Test
  void shouldNameTheWayOutWhenTheNetworkIsLate() {
    // given
    Observed soon = withoutFlannel(arrived(new Residue(7, 5), true));
    Observed late = soon.at(Facts.START.plusSeconds(180));

    // when
    List<Wait> waits = step(late, true).waits();

    // then
    assertThat(step(soon, true).waits()).extracting(Wait::remedy).containsExactly("");
    assertThat(waits)
        .singleElement()
        .satisfies(w -> {
          assertThat(w.code()).isEqualTo("network-ready");
          assertThat(w.remedy()).contains("log of Flannel's pod").contains("restitch rollback");
        });
  }

  @Test
  void shouldStartTheKubeletWhateverAnotherMemberDoesOnceTheNodeIsPosted() {
    // given
    NodeFact posted = Facts.annotated(bare(), Names.POSTED_FOR, "uid-saved");
    Observed world =
        Clusters.untouched()
            .fold(new Change.NodeSeen(posted))
            .fold(host("cp-1", false, EtcdFact.HEALTHY))
            .fold(host("cp-2", true, DOWN));

    // when
    List<Action> actions = step(world, true).actions();

    // then
    assertThat(actions).containsExactly(new RunTask("cp-1", Task.START_KUBELET));
  }

  @Test
  void shouldPostTheNodeWhateverAnotherMemberDoes() {
    // given
    Observed world =
        emptied(false, EtcdFact.HEALTHY)
            .fold(new Change.NodeGone("cp-1"))
            .fold(host("cp-2", true, DOWN));

    // when
    List<Action> actions = step(world, true).actions();

    // then
    assertThat(actions).hasExactlyElementsOfTypes(PostNode.class);
  }

  /** The first control plane, cordoned, drained and without an agent. */
  private static Observed emptied(boolean kubelet, EtcdFact etcd) {
    NodeFact node = leaving(Facts.controlPlane("cp-1"));
    return Clusters.untouched()
        .fold(new Change.PodGone(new ObjectRef("kube-system", "dns")))
        .fold(new Change.FabricsSeen(Networks.calicoOn("cp-2", "blue-1", "blue-2")))
        .fold(new Change.NodeSeen(Facts.renewed(node, "uid-saved")))
        .fold(host("cp-1", kubelet, etcd));
  }

  private static Observed withoutFlannel(Observed world) {
    return world.fold(new Change.FabricsSeen(Networks.calicoOn("cp-2", "blue-1", "blue-2")));
  }

  /** The first control plane, posted again, on Flannel. */
  private static Observed arrived(Residue left, boolean calicoConfigured) {
    NodeFact posted =
        Facts.annotated(
            Facts.network(
                Facts.labelled(bare(), Names.FABRIC, Names.FABRIC_FLANNEL),
                NodeFact.PodNetwork.FLANNEL),
            Names.POSTED_FOR,
            "uid-saved");
    FabricsFact f = Networks.calicoOn("cp-2", "blue-1", "blue-2");
    FlannelFact flannel =
        new FlannelFact(true, true, new TreeSet<>(Set.of("cp-1")), new TreeSet<>(Set.of("cp-1")));
    return Clusters.untouched()
        .fold(new Change.PodGone(new ObjectRef("kube-system", "dns")))
        .fold(
            new Change.FabricsSeen(
                new FabricsFact(f.calico(), flannel, f.bridge(), f.configuredRange(), false)))
        .fold(new Change.NodeSeen(posted))
        .fold(
            new Change.HostSeen(
                new HostFact(
                    "cp-1",
                    null,
                    true,
                    calicoConfigured,
                    left,
                    EtcdFact.HEALTHY,
                    MachineState.SOUND)));
  }

  /** As a kubelet registers it. */
  private static NodeFact bare() {
    return Facts.renewed(Facts.worker("cp-1"), "uid-bare");
  }

  private static NodeFact leaving(NodeFact node) {
    return Facts.labelled(
        Facts.cordonedBy(node, Worlds.MIGRATION), Names.FABRIC, Names.FABRIC_CONVERTING);
  }

  private static Change machine(String node, String id) {
    MachineState s = MachineState.SOUND;
    MachineState other =
        new MachineState(
            id,
            s.kubeadm(),
            s.clockSkew(),
            s.freeBytes(),
            s.strays(),
            s.repeatedFlags(),
            s.task(),
            s.manager());
    return new Change.HostSeen(
        new HostFact(node, null, true, true, Residue.UNKNOWN, EtcdFact.HEALTHY, other));
  }

  private static Change host(String node, boolean kubelet, EtcdFact etcd) {
    return new Change.HostSeen(
        new HostFact(node, null, kubelet, true, Residue.UNKNOWN, etcd, MachineState.SOUND));
  }

  private static Step step(Observed world, boolean saved) {
    return step(world, saved, Direction.FORWARD);
  }

  private static Step step(Observed world, boolean saved, Direction direction) {
    RecordFact record =
        new RecordFact(
            Worlds.MIGRATION,
            "hash",
            Intent.RUN,
            1,
            Map.of(
                PhaseName.CONTROL_PLANE_CONVERTED,
                Worlds.condition(PhaseName.CONTROL_PLANE_CONVERTED, Condition.Status.STARTED)),
            new RecordFact.Notes(Map.of(), saved ? Map.of("cp-1", SAVED) : Map.of(), false));
    return Conversions.step(new View(world, Clusters.plan(), record, InFlight.NOTHING), direction);
  }
}
