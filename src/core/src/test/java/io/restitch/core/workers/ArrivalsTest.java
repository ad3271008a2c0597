package io.restitch.core.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.AssignPodCidr;
import io.restitch.core.action.ClusterAction.CarryOver;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.ClusterAction.RemoveTaint;
import io.restitch.core.action.MachineAction.DeleteMachine;
import io.restitch.core.action.RecordAction.RecordAttempt;
import io.restitch.core.action.RecordAction.RecordIntent;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.AttemptFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.fact.Taint;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.plan.Plan;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import io.restitch.spi.Machine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Created, joined, given its pod CIDR, connected, dressed, and only then put in service. */
class ArrivalsTest {
  private static final String NAME = "worker-3fa9c1-01";

  private final Plan plan = Worlds.plan(List.of("blue-1"), 1);
  private final NodeFact blue = Facts.worker("blue-1");
  private final Machine machine = Facts.machine(NAME, tags(1));
  private final NodeFact joined =
      Facts.with(
          Facts.labelled(Facts.worker(NAME), Names.FABRIC, Names.FABRIC_FLANNEL),
          new Taint(Names.STARTUP_TAINT, "", Taint.NO_SCHEDULE));

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
                true,
                s.addresses(),
                s.allocatable(),
                s.kubeletVersion(),
                s.createdAt(),
                false));

    assertThat(step(world(machine, dark)).waits())
        .extracting(Wait::code)
        .containsExactly("network-ready");
  }

  @Test
  void shouldRecordTheNextAttemptWithAFreshRangeWhenTheBootLimitIsOver() {
    Observed late = world(machine, joined).at(Facts.START.plus(Duration.ofMinutes(15)));

    Action action = action(late);

    assertThat(action).isInstanceOf(RecordAttempt.class);
    AttemptFact attempt = ((RecordAttempt) action).attempt();
    assertThat(attempt.number()).isEqualTo(2);
    assertThat(attempt.podCidr()).isEqualTo(Cidr.parse("10.244.1.0/24"));
  }

  @Test
  void shouldRemoveTheFailedAttemptsNodeThenItsMachineBeforeTheNextIsMade() {
    Observed second = attempt(world(machine, joined), 2);
    Observed nodeGone = second.fold(new Change.NodeGone(NAME));
    Observed machineGone = Worlds.looked(nodeGone);

    assertThat(action(second)).isInstanceOf(DeleteNode.class);
    assertThat(action(nodeGone)).isInstanceOf(DeleteMachine.class);
    assertThat(step(machineGone).stage()).isEqualTo(Arrival.Stage.ABSENT);
    assertThat(wanted(machineGone).name("worker")).isEqualTo(NAME + "-2");
  }

  @Test
  void shouldAskAPersonAfterTheLastAttempt() {
    Observed third =
        attempt(Worlds.looked(Worlds.of(blue), Facts.machine(NAME + "-3", tags(3))), 3);

    Arrival arrival = step(third.at(Facts.START.plus(Duration.ofMinutes(15))));

    assertThat(arrival.actions()).hasOnlyElementsOfType(RecordIntent.class);
    assertThat(arrival.waits().getFirst().needsPerson()).isTrue();
  }

  @Test
  void shouldTryAgainAtOnceWhenTheCloudHasNoRoom() {
    Observed world = Worlds.of(blue);
    InFlight.Failure full =
        new InFlight.Failure(ErrorCode.NO_CAPACITY, "no room", "", 1, Facts.START.plusSeconds(60));
    String key = wanted(world).creation(view(world, InFlight.NOTHING)).key();
    InFlight busy = new InFlight(Map.of(), Map.of(key, full), Map.of(), null);

    Arrival arrival = Arrivals.step(view(world, busy), wanted(world));

    assertThat(arrival.actions()).hasOnlyElementsOfType(RecordAttempt.class);
  }

  private static Map<String, String> tags(int attempt) {
    return Map.of(
        Names.MIGRATION,
        Worlds.MIGRATION,
        Names.SLOT,
        "1",
        Names.DIRECTION,
        "forward",
        Names.ATTEMPT,
        String.valueOf(attempt));
  }

  private Observed world(Machine made, NodeFact... nodes) {
    Observed world = Worlds.looked(Worlds.of(blue), made);
    for (NodeFact node : nodes) {
      world = world.fold(new Change.NodeSeen(node));
    }
    return world;
  }

  private static Observed attempt(Observed world, int number) {
    RecordFact record = Worlds.record(Intent.RUN);
    AttemptFact attempt =
        new AttemptFact(number, Cidr.parse("10.244." + number + ".0/24"), "a", "test");
    return world.fold(
        new Change.RecordSeen(
            new RecordFact(
                record.id(),
                record.planHash(),
                record.intent(),
                record.fence(),
                record.conditions(),
                new RecordFact.Notes(Map.of("forward/1", attempt), Map.of(), false))));
  }

  private View view(Observed world, InFlight busy) {
    return new View(world, plan, world.record().orElseThrow(), busy);
  }

  private Replacement wanted(Observed world) {
    return Replacement.of(view(world, InFlight.NOTHING), plan.slot(1), Direction.FORWARD);
  }

  private Arrival step(Observed world) {
    return Arrivals.step(view(world, InFlight.NOTHING), wanted(world));
  }

  private Action action(Observed world) {
    Arrival arrival = step(world);
    assertThat(arrival.actions()).hasSize(1);
    return arrival.actions().getFirst();
  }
}
