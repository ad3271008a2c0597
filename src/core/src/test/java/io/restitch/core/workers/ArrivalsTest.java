package io.restitch.core.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction.AssignPodCidr;
import io.restitch.core.action.ClusterAction.CarryOver;
import io.restitch.core.action.ClusterAction.RemoveTaint;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import java.util.List;
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
