package io.restitch.core.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction.AssignPodCidr;
import io.restitch.core.action.ClusterAction.CarryOver;
import io.restitch.core.action.ClusterAction.RemoveTaint;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.AddOnsFact;
import io.restitch.core.fact.AddOnsFact.MultusPods;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.PodFact.Placement;
import io.restitch.core.fact.Toleration;
import io.restitch.core.net.Cidr;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import io.restitch.spi.Machine;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Created, joined, given its pod CIDR, connected, dressed, and only then put in service. */
class ArrivalsTest extends ArrivalBench {
  @Test
  void shouldBeAbsentBeforeItIsCreated() {
    assertThat(step(Worlds.of(blue)).stage()).isEqualTo(Arrival.Stage.ABSENT);
  }

  @Test
  void shouldNameAndTokenTheSameMachineWhoeverComputesThem() {
    Replacement one = wanted(Worlds.of(blue));
    Replacement other = wanted(Worlds.of(blue, Facts.worker("other")));

    assertThat(one.token()).isEqualTo(other.token()).hasSize(32);
    assertThat(one.name("worker")).isEqualTo(NAME);
  }

  @Test
  void shouldWaitForTheNodeOfAMachineThatBoots() {
    assertThat(step(world(machine)).waits())
        .extracting(Wait::code)
        .containsExactly("machine-joins");
  }

  @Test
  void shouldNotTakeANodeForItsOwnThatRunsOnAnotherMachine() {
    NodeFact impostor =
        Facts.spec(joined, new NodeFact.Spec("test://other", List.of(), List.of(), false));

    Wait wait = step(world(machine, impostor)).waits().getFirst();

    assertThat(wait.code()).isEqualTo("node-identity");
    assertThat(wait.needsPerson()).isTrue();
  }

  @Test
  void shouldNotTrustANodeByItsNameAlone() {
    NodeFact anonymous =
        Facts.spec(joined, new NodeFact.Spec("", List.of(), joined.spec().taints(), false));
    Machine unknown =
        new Machine(
            machine.id(),
            NAME,
            "token",
            machine.state(),
            "a",
            machine.type(),
            "",
            List.of(),
            tags(1),
            Facts.START,
            "");

    Wait wait = step(world(unknown, anonymous)).waits().getFirst();

    assertThat(wait.code()).isEqualTo("node-unproved");
    assertThat(wait.reason()).contains("nothing but its name").contains(machine.id());
    assertThat(wait.remedy()).contains("restitch-provider-manual done NAME ADDRESS");
  }

  @Test
  void shouldKeepInServiceWhatItsProviderNoLongerKnowsTheAddressOf() {
    NodeFact serving =
        Facts.annotated(
            Facts.spec(joined, new NodeFact.Spec("", List.of(), List.of(), false)),
            Names.CARRIED_OVER,
            "blue-1");
    Machine unknown =
        new Machine(
            machine.id(),
            NAME,
            "token",
            machine.state(),
            "a",
            machine.type(),
            "",
            List.of(),
            tags(1),
            Facts.START,
            "");

    assertThat(step(world(unknown, serving)).serves()).isTrue();
  }

  @Test
  void shouldNotGiveAPodCidrInWhichCalicoGaveABlock() {
    FabricsFact none = FabricsFact.unknown();
    CalicoFact calico =
        new CalicoFact(
            CalicoFact.Installation.MANIFEST,
            true,
            List.of(),
            new TreeMap<>(Map.of("blue-1", List.of(Cidr.parse("10.244.0.64/26")))),
            new TreeSet<>(),
            new TreeSet<>());
    Observed taken = world(machine, joined).fold(new Change.FabricsSeen(none.with(calico)));

    assertThat(step(taken).actions()).isEmpty();
    assertThat(step(taken).waits())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.code()).isEqualTo("range-taken");
          assertThat(w.reason()).contains("10.244.0.64/26").contains("blue-1");
          assertThat(w.needsPerson()).isTrue();
        });
  }

  @Test
  void shouldNameWhatGaveAnotherPodCidrAndHowToGoOn() {
    Wait wait = step(world(machine, Facts.withCidr(joined, "10.250.0.0/24"))).waits().getFirst();

    assertThat(wait.code()).isEqualTo("foreign-pod-cidr");
    assertThat(wait.reason()).contains("10.250.0.0/24").contains("10.244.0.0/24");
    assertThat(wait.remedy()).contains("--allocate-node-cidrs");
  }

  @Test
  void shouldGiveThePodCidrThenDressTheNodeThenRemoveTheStartupTaint() {
    NodeFact connected = Facts.withCidr(joined, "10.244.0.0/24");
    NodeFact dressed = Facts.annotated(connected, Names.CARRIED_OVER, "blue-1");

    assertThat(action(world(machine, joined)))
        .isEqualTo(new AssignPodCidr(NAME, Cidr.parse("10.244.0.0/24")));
    assertThat(action(world(machine, connected))).isInstanceOf(CarryOver.class);
    assertThat(action(world(machine, dressed)))
        .isEqualTo(new RemoveTaint(NAME, Names.STARTUP_TAINT));
  }

  @Test
  void shouldKeepTheStartupTaintUntilMultusIsReadyThere() {
    // given
    Observed world = world(machine, dressed()).fold(multus(new Toleration("", true, "", "")));
    PodFact pod = Facts.pod("multus-x", NAME, new PodFact.Owner("DaemonSet", "multus", "uid"));
    PodFact other = Facts.pod("other-x", NAME, new PodFact.Owner("DaemonSet", "other", "uid"));

    // then
    assertThat(step(world.fold(new Change.PodSeen(other))).waits())
        .extracting(Wait::code)
        .containsExactly("multus-ready");
    assertThat(step(world.fold(new Change.PodSeen(Facts.unready(pod)))).actions()).isEmpty();
    assertThat(action(world.fold(new Change.PodSeen(pod))))
        .isEqualTo(new RemoveTaint(NAME, Names.STARTUP_TAINT));
  }

  @Test
  void shouldNotWaitForAMultusThatTheStartupTaintKeepsAway() {
    // given
    Toleration other = new Toleration("dedicated", true, "", "");

    // when
    Observed world = world(machine, dressed()).fold(multus(other));

    // then
    assertThat(action(world)).isEqualTo(new RemoveTaint(NAME, Names.STARTUP_TAINT));
  }

  private NodeFact dressed() {
    return Facts.annotated(Facts.withCidr(joined, "10.244.0.0/24"), Names.CARRIED_OVER, "blue-1");
  }

  /** DaemonSet multus, for green nodes. */
  private static Change multus(Toleration toleration) {
    Placement placement =
        new Placement(
            Map.of(Names.FABRIC, Names.FABRIC_FLANNEL), List.of(), List.of(toleration), List.of());
    return new Change.AddOnsSeen(
        new AddOnsFact(
            List.of(),
            List.of(),
            List.of(new MultusPods(new ObjectRef("shop", "multus"), placement)),
            List.of()));
  }

  @Test
  void shouldServeWhenTheStartupTaintIsGone() {
    NodeFact serving =
        Facts.annotated(
            Facts.withCidr(
                Facts.labelled(Facts.worker(NAME), Names.FABRIC, Names.FABRIC_FLANNEL),
                "10.244.0.0/24"),
            Names.CARRIED_OVER,
            "blue-1");

    assertThat(step(world(machine, serving)).serves()).isTrue();
  }

  @Test
  void shouldNotServeWhileTheNetworkIsUnavailable() {
    NodeFact n = Facts.withCidr(joined, "10.244.0.0/24");
    NodeFact.Status s = n.status();
    NodeFact dark =
        new NodeFact(
            n.name(),
            n.uid(),
            n.labels(),
            n.annotations(),
            n.spec(),
            new NodeFact.Status(
                true,
                s.readySince(),
                NodeFact.PodNetwork.UNAVAILABLE,
                s.addresses(),
                s.allocatable(),
                s.nodeInfo(),
                s.createdAt(),
                NodeFact.Deletion.NONE));

    assertThat(step(world(machine, dark)).waits())
        .extracting(Wait::code)
        .containsExactly("network-ready");
  }
}
