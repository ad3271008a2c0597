package io.restitch.core.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.Cordon;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.ClusterAction.DeletePod;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.action.ClusterAction.RemoveTaint;
import io.restitch.core.action.MachineAction.DeleteMachine;
import io.restitch.core.action.RecordAction.RecordAttempt;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.AttemptFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Slot;
import io.restitch.core.policy.Ledger;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import io.restitch.spi.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * A machine that does not get there is given up, and tried again with a range never used before.
 */
class AttemptsTest extends ArrivalBench {
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
    Observed cordoned =
        second.fold(new Change.NodeSeen(Facts.cordonedBy(joined, Worlds.MIGRATION)));
    Observed nodeGone = cordoned.fold(new Change.NodeGone(NAME));
    Observed machineGone = Worlds.looked(nodeGone);

    assertThat(action(second)).isEqualTo(new Cordon(NAME, Worlds.MIGRATION));
    assertThat(action(cordoned)).isInstanceOf(DeleteNode.class);
    assertThat(action(settled(nodeGone))).isInstanceOf(DeleteMachine.class);
    assertThat(step(machineGone).stage()).isEqualTo(Arrival.Stage.ABSENT);
    assertThat(wanted(machineGone).name("worker")).isEqualTo(NAME + "-2");
  }

  @Test
  void shouldEvictWhatRunsOnAMachineThatIsGivenUpAndDeleteItsNodeOnlyThen() {
    // given: a pod that tolerates everything, and an agent of others
    NodeFact cordoned = Facts.cordonedBy(joined, Worlds.MIGRATION);
    PodFact agent = Facts.pod("agent", NAME, new PodFact.Owner("DaemonSet", "agent", "uid-ds"));
    Observed drained = attempt(world(machine, cordoned), 2).fold(new Change.PodSeen(agent));
    Observed busy = drained.fold(new Change.PodSeen(Facts.pod("cart-1", NAME)));
    Observed nodeGone = drained.fold(new Change.NodeGone(NAME));

    // then
    assertThat(action(busy)).isInstanceOf(EvictPod.class);
    assertThat(action(drained)).isInstanceOf(DeleteNode.class);
    assertThat(action(nodeGone)).isInstanceOf(DeletePod.class);
  }

  @Test
  void shouldNotCordonANodeWithoutAKubeletThatCarriesNothing() {
    Observed second = attempt(world(machine, Facts.notReady(joined)), 2);

    assertThat(action(second)).isInstanceOf(DeleteNode.class);
  }

  @Test
  void shouldTakeAwayTheSecondOfTwoMachinesThatWereMadeForOneToken() {
    Machine twin =
        new Machine(
            "id-second",
            NAME,
            "token",
            machine.state(),
            "a",
            machine.type(),
            "test://second",
            List.of("10.0.0.2"),
            tags(1),
            Facts.START.minusSeconds(9),
            "");
    Observed both = Worlds.looked(world(machine, joined), machine, twin);

    assertThat(wanted(both).machine(both)).contains(machine);
    assertThat(action(both)).isEqualTo(new DeleteMachine("id-second", NAME));
  }

  @Test
  void shouldGiveUpAtOnceAMachineThatJoinedUnderAnotherName() {
    Observed misnamed = world(machine, Facts.named(joined, "ip-10-0-0-9"));

    RecordAttempt next = (RecordAttempt) action(misnamed);

    assertThat(next.attempt().reason())
        .isEqualTo("machine id-" + NAME + " joined as ip-10-0-0-9, not as " + NAME);
  }

  @Test
  void shouldRemoveTheNodeOfAnotherNameBeforeTheMachineThatRegisteredIt() {
    NodeFact misnamed = Facts.notReady(Facts.named(joined, "ip-10-0-0-9"));
    Observed second = attempt(world(machine, misnamed), 2);
    Observed nodeGone = second.fold(new Change.NodeGone("ip-10-0-0-9"));

    assertThat(action(second)).isEqualTo(new DeleteNode("ip-10-0-0-9", misnamed.uid()));
    assertThat(action(settled(nodeGone))).isEqualTo(new DeleteMachine(machine.id(), NAME));
  }

  @Test
  void shouldLeaveAloneANodeOfOthersThatHasTheMachinesAddress() {
    NodeFact theirs =
        Facts.spec(
            Facts.named(joined, "forgotten"), new NodeFact.Spec("", List.of(), List.of(), false));
    Observed second = attempt(world(machine, theirs), 2);

    assertThat(step(world(machine, theirs)).waits())
        .extracting(Wait::code)
        .containsExactly("machine-joins");
    assertThat(action(settled(second))).isEqualTo(new DeleteMachine(machine.id(), NAME));
  }

  @Test
  void shouldGiveUpAtOnceAMachineThatJoinedTwice() {
    Observed twice =
        world(machine, Facts.withCidr(joined, "10.244.0.0/24"), Facts.named(joined, "localhost"));

    RecordAttempt next = (RecordAttempt) action(twice);

    assertThat(next.attempt().reason())
        .isEqualTo("machine id-%s joined twice: as %1$s and as localhost".formatted(NAME));
  }

  @Test
  void shouldSayHowToMendItWhenEveryAttemptJoinedUnderAnotherName() {
    Machine last = Facts.machine(NAME + "-3", tags(3));
    NodeFact misnamed =
        Facts.spec(
            Facts.named(joined, "ip-10-0-0-9"),
            new NodeFact.Spec(last.providerId(), List.of(), joined.spec().taints(), false));
    Observed third = attempt(Worlds.looked(Worlds.of(blue, misnamed), last), 3);

    Arrival arrival = step(third);

    assertThat(arrival.waits())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.reason()).contains("joined as ip-10-0-0-9, not as " + NAME + "-3");
          assertThat(w.remedy()).contains("--hostname-override").endsWith("then restitch resume");
        });
  }

  @Test
  void shouldGiveUpAMachineWhoseJoinTokenHasExpiredThoughItHasTimeLeft() {
    Plan patient = patient();
    Observed booting = world(machine);
    Instant end = Facts.START.plus(JoinToken.LIFE);
    SortedSet<String> tokens = new TreeSet<>(List.of(JoinToken.id(wanted(booting).token())));
    Observed still = booting.fold(new Change.JoinTokensSeen(tokens)).at(end);

    assertThat(step(patient, booting.at(end.minusSeconds(1))).actions()).isEmpty();
    assertThat(step(patient, still).actions()).isEmpty();
    assertThat(step(patient, booting.at(end)).actions())
        .singleElement()
        .satisfies(a ->
            assertThat(((RecordAttempt) a).attempt().reason())
                .isEqualTo(
                    "its join token, which lives 30 min, has expired, and its Node is not there"));
  }

  /** Nothing was sent to pods there for as long as kube-proxies need. */
  private static Observed settled(Observed world) {
    return world.at(Facts.START.plus(Settings.Workers.DEFAULT.settle()));
  }

  private static Arrival step(Plan plan, Observed world) {
    View view = new View(world, plan, world.record().orElseThrow(), InFlight.NOTHING);
    Replacement wanted = Replacement.of(view, plan.slot(1), Direction.FORWARD);
    return Arrivals.step(view, wanted, new PodCidrs(view), allowance(view));
  }

  /** A machine may take an hour. */
  private static Plan patient() {
    Settings.Workers d = Settings.Workers.DEFAULT;
    Settings.Workers hour =
        new Settings.Workers(
            d.surge(),
            d.maxUnavailable(),
            d.canary(),
            d.headroom(),
            Duration.ofHours(1),
            d.attempts(),
            d.settle(),
            d.namePrefix(),
            d.join());
    return Worlds.plan(Worlds.settings().with(hour), List.of("blue-1"), 1);
  }

  @Test
  void shouldAskAPersonWhenAllAttemptsAreUsedUpAndHaveTheNextOneReady() {
    Observed third =
        attempt(Worlds.looked(Worlds.of(blue), Facts.machine(NAME + "-3", tags(3))), 3);

    Arrival arrival = step(third.at(Facts.START.plus(Duration.ofMinutes(15))));

    assertThat(arrival.actions())
        .extracting(Action::key)
        .containsExactly("RecordIntent", "RecordAttempt forward/1");
    assertThat(arrival.waits()).extracting(Wait::code).containsExactly("machine-failed");
    assertThat(arrival.waits().getFirst().needsPerson()).isTrue();
  }

  @Test
  void shouldTryAnotherZoneAtOnceWhenTheCloudHasNoRoom() {
    Arrival arrival = noRoom(inZones("a", "b"));

    assertThat(arrival.actions()).hasOnlyElementsOfType(RecordAttempt.class).hasSize(1);
    RecordAttempt next = (RecordAttempt) arrival.actions().getFirst();
    assertThat(next.attempt().zone()).isEqualTo("b");
  }

  @Test
  void shouldSpendNoAttemptWhenThereIsNoOtherZone() {
    assertThat(noRoom(plan).stage()).isEqualTo(Arrival.Stage.ABSENT);
  }

  @Test
  void shouldWaitForRoomWhenEachZoneWasTried() {
    Observed second = attempt(Worlds.of(Facts.worker("blue-1")), 2);

    assertThat(noRoom(second, inZones("a", "b")).stage()).isEqualTo(Arrival.Stage.ABSENT);
  }

  @Test
  void shouldGiveTwoSlotsThatFailInOneDecisionTwoRanges() {
    PodCidrs ranges = new PodCidrs(view(Worlds.of(blue), InFlight.NOTHING));

    List<Cidr> handedOut = List.of(ranges.next().orElseThrow(), ranges.next().orElseThrow());

    assertThat(handedOut).containsExactly(Cidr.parse("10.244.1.0/24"), Cidr.parse("10.244.2.0/24"));
  }

  @Test
  void shouldNotHandOutARangeThatIsBeingRecordedForAnotherSlot() {
    RecordAttempt other =
        new RecordAttempt("forward/9", new AttemptFact(2, Cidr.parse("10.244.1.0/24"), "a", ""));
    InFlight busy = new InFlight(Map.of(other.key(), other), Map.of(), Map.of(), null);

    assertThat(new PodCidrs(view(Worlds.of(blue), busy)).next())
        .contains(Cidr.parse("10.244.2.0/24"));
  }

  @Test
  void shouldNotGiveUpAMachineWhoseStartupTaintIsBeingRemovedAtThisMoment() {
    NodeFact dressed =
        Facts.annotated(Facts.withCidr(joined, "10.244.0.0/24"), Names.CARRIED_OVER, "blue-1");
    Observed late = world(machine, dressed).at(Facts.START.plus(Duration.ofMinutes(15)));
    Action removal = new RemoveTaint(NAME, Names.STARTUP_TAINT);
    InFlight busy = new InFlight(Map.of(removal.key(), removal), Map.of(), Map.of(), null);

    assertThat(step(late, busy).actions()).containsExactly(removal);
  }

  @Test
  void shouldKeepAMachineThatCameInServiceInTheMomentInWhichItWasGivenUp() {
    NodeFact serving = Facts.without(joined, Names.STARTUP_TAINT);
    Observed second = attempt(world(machine, serving), 2);

    assertThat(step(second).serves()).isTrue();
  }

  @Test
  void shouldRemoveANodeThatRegisteredWhileItsMachineWasDeleted() {
    Observed second = attempt(Worlds.of(blue, joined), 2);

    assertThat(action(second)).isEqualTo(new DeleteNode(NAME, joined.uid()));
  }

  private static Arrival noRoom(Plan where) {
    return noRoom(Worlds.of(Facts.worker("blue-1")), where);
  }

  private static Arrival noRoom(Observed world, Plan where) {
    View idle = new View(world, where, world.record().orElseThrow(), InFlight.NOTHING);
    Replacement wanted = Replacement.of(idle, where.slot(1), Direction.FORWARD);
    InFlight.Failure full =
        new InFlight.Failure(ErrorCode.NO_CAPACITY, "no room", "", 1, Facts.START.plusSeconds(60));
    InFlight busy =
        new InFlight(Map.of(), Map.of(wanted.creation(idle).key(), full), Map.of(), null);
    View view = new View(world, where, world.record().orElseThrow(), busy);
    return Arrivals.step(view, wanted, new PodCidrs(view), allowance(view));
  }

  private static Plan inZones(String... zones) {
    List<String> names = Arrays.stream(zones).map(z -> "blue-" + z).toList();
    Plan p = Worlds.plan(names, zones.length);
    List<Slot> slots =
        p.slots().stream()
            .map(s ->
                new Slot(
                    s.number(), s.podCidr(), s.shape().inZone(zones[s.number() - 1]), s.replaces()))
            .toList();
    return new Plan(
        p.clusterId(),
        p.settings(),
        p.before(),
        slots,
        p.waves(),
        List.of(),
        List.of(),
        Map.of(),
        Ledger.NONE);
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
}
