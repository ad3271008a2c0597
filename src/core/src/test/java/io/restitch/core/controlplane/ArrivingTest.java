package io.restitch.core.controlplane;

import static io.restitch.core.controlplane.ControlPlaneWorlds.DOWN;
import static io.restitch.core.controlplane.ControlPlaneWorlds.arrived;
import static io.restitch.core.controlplane.ControlPlaneWorlds.bare;
import static io.restitch.core.controlplane.ControlPlaneWorlds.host;
import static io.restitch.core.controlplane.ControlPlaneWorlds.step;
import static io.restitch.core.controlplane.ControlPlaneWorlds.withoutFlannel;
import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.DeletePod;
import io.restitch.core.action.HostAction.RunTask;
import io.restitch.core.action.HostAction.Task;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.AddOnsFact;
import io.restitch.core.fact.AddOnsFact.MultusPods;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.EtcdFact;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.HostFact.Residue;
import io.restitch.core.fact.MachineState;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.PodFact.Placement;
import io.restitch.core.fact.Toleration;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Step;
import io.restitch.core.plan.Direction;
import io.restitch.core.testing.Clusters;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Networks;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivingTest {
  @ParameterizedTest
  @EnumSource(value = NodeFact.PodNetwork.class, names = "FLANNEL", mode = Mode.EXCLUDE)
  void shouldNotLeaveCalicoWhenTheNodeDoesNotSayThatFlannelIsUp(NodeFact.PodNetwork said) {
    // given
    Observed world = arrived(Residue.counted(7, 5), true);
    NodeFact node = Facts.network(world.node("cp-1").orElseThrow(), said);

    // when
    Step step = step(world.fold(new Change.NodeSeen(node)), true);

    // then
    assertThat(step(world, true).actions()).containsExactly(new RunTask("cp-1", Task.LEAVE_CALICO));
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::code).containsExactly("network-ready");
  }

  @Test
  void shouldNameTheWayOutWhenTheNetworkIsLate() {
    // given
    Observed soon = withoutFlannel(arrived(Residue.counted(7, 5), true));
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
  void shouldNotLeaveCalicoBeforeFlannelSaysHowTheMachineIsReached() {
    // given
    Observed world = arrived(Residue.counted(7, 5), true);
    NodeFact node = world.node("cp-1").orElseThrow();

    // then
    assertThat(
            codes(
                world.fold(
                    new Change.NodeSeen(
                        Facts.annotated(node, Names.FLANNEL_PREFIX + "backend-data", "null")))))
        .containsExactly("flannel-lease");
    assertThat(codes(world.fold(new Change.NodeSeen(Facts.leased(node, "203.0.113.7")))))
        .containsExactly("flannel-address");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "10.244.2.0/24")
  void shouldNotLeaveCalicoWhenFlannelGivesAddressesFromAnotherRange(@Nullable String given) {
    // given: what an earlier conversion left, or nothing
    Cidr range = given == null ? null : Cidr.parse(given);
    Observed world = arrived(Residue.counted(7, 5), true);
    HostFact host = Objects.requireNonNull(world.platform().hosts().get("cp-1"));
    Observed soon =
        world.fold(new Change.HostSeen(host.with(MachineState.SOUND.withFlannelSubnet(range))));

    // when
    Step step = step(soon, true);

    // then
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.code()).isEqualTo("flannel-subnet");
          assertThat(w.reason()).contains(ControlPlaneWorlds.RANGE.toString());
          assertThat(w.needsPerson()).isFalse();
        });
    assertThat(step(soon.at(Facts.START.plusSeconds(180)), true).waits())
        .singleElement()
        .satisfies(w -> assertThat(w.remedy()).contains("delete Flannel's pod"));
  }

  private static List<String> codes(Observed world) {
    return step(world, true).waits().stream().map(Wait::code).toList();
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

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldTakeFlannelOffOnlyOnceCalicosAgentIsReady(boolean ready) {
    // given
    NodeFact posted =
        Facts.annotated(
            Facts.network(bare(), NodeFact.PodNetwork.CALICO), Names.POSTED_FOR, "uid-saved");
    CalicoFact calico = Networks.calicoOn("cp-1", "cp-2", "blue-1", "blue-2").calico();
    CalicoFact seen =
        new CalicoFact(
            calico.installation(),
            calico.fenced(),
            calico.pools(),
            calico.blocks(),
            ready ? calico.agentNodes() : new TreeSet<>(),
            calico.agentNodes());
    FabricsFact f = FabricsFact.unknown();
    Observed world =
        arrived(Residue.counted(7, 5), false)
            .fold(new Change.NodeSeen(posted))
            .fold(new Change.FabricsSeen(f.with(seen)));

    // when
    Step step = step(world, true, Direction.BACKWARD);

    // then
    assertThat(step.actions())
        .isEqualTo(ready ? List.of(new RunTask("cp-1", Task.RETURN_TO_CALICO)) : List.<Action>of());
  }

  @Test
  void shouldBeginMultusAnewOnlyWhileItHandsOnToTheNetworkThatWent() {
    // given: the machine's clock is 5 s behind
    PodFact pod = multusPod(Facts.START);
    Observed world = arrived(Residue.counted(7, 5), false).fold(multus()).fold(seen(pod));
    Observed behind = world.fold(handsOn(Fabric.CALICO, Facts.START.minusSeconds(5)));

    // when
    Step step = step(behind, true);

    // then
    assertThat(step.actions())
        .extracting(a -> a instanceof DeletePod d ? d.uid() : "")
        .containsExactly(pod.uid());
    assertThat(step.waits()).extracting(Wait::code).containsExactly("multus-behind");

    // when: the new one is there, and the machine was not looked at since
    PodFact anew = multusPod(Facts.START.plusSeconds(60));

    // then
    assertThat(step(behind.fold(seen(anew)), true).actions()).isEmpty();

    // when
    Observed found = world.fold(handsOn(Fabric.FLANNEL, Facts.START.plusSeconds(70)));

    // then
    assertThat(step(found.fold(seen(anew)), true).actions())
        .containsExactly(new RunTask("cp-1", Task.REMOVE_CALICO));
  }

  @Test
  void shouldAskAPersonWhereMultusIsNoPod() {
    // given
    Observed world =
        arrived(Residue.counted(7, 5), false).fold(handsOn(Fabric.CALICO, Facts.START));

    // then
    assertThat(step(world, true).waits())
        .singleElement()
        .satisfies(w -> assertThat(w.remedy()).contains("begin Multus anew"));
  }

  @Test
  void shouldReplacePodsOnlyWhenMultusIsReadyForNewOnes() {
    // given
    PodFact old = Facts.pod("dns", "cp-1", new PodFact.Owner("ReplicaSet", "dns", "uid-set"));
    Observed world =
        arrived(Residue.counted(7, 5), false)
            .fold(multus())
            .fold(seen(old))
            .fold(seen(Facts.unready(multusPod(Facts.START))));

    // then
    assertThat(step(world, true).actions()).isEmpty();
    assertThat(step(world, true).waits()).extracting(Wait::code).containsExactly("multus-ready");
    assertThat(step(world.fold(seen(multusPod(Facts.START))), true).actions())
        .extracting(a -> a instanceof DeletePod d ? d.uid() : "")
        .containsExactly(old.uid());
  }

  private static Change handsOn(Fabric to, Instant written) {
    return ControlPlaneWorlds.multus(new MachineState.Multus(to, written));
  }

  private static Change seen(PodFact pod) {
    return new Change.PodSeen(pod);
  }

  private static PodFact multusPod(Instant created) {
    PodFact pod = Facts.pod("multus-x", "cp-1", new PodFact.Owner("DaemonSet", "multus", "uid"));
    PodFact.Status s = pod.status();
    return Facts.status(
        pod,
        new PodFact.Status(
            s.phase(), s.ready(), created, s.deletedAt(), s.finalizers(), List.of("10.244.0.9")));
  }

  /** DaemonSet multus, on every node. */
  private static Change multus() {
    Placement everywhere =
        new Placement(Map.of(), List.of(), List.of(new Toleration("", true, "", "")), List.of());
    return new Change.AddOnsSeen(
        new AddOnsFact(
            List.of(),
            List.of(),
            List.of(new MultusPods(new ObjectRef("shop", "multus"), everywhere)),
            List.of()));
  }
}
