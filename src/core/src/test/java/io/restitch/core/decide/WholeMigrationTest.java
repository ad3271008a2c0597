package io.restitch.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.Action;
import io.restitch.core.action.MachineAction.LookAtMachines;
import io.restitch.core.condition.Condition.Status;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Outcome;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Plan;
import io.restitch.core.testing.Clusters;
import io.restitch.core.testing.SmallWorld;
import io.restitch.core.workers.Marks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A whole migration of two control planes and two workers, and what the operator may want at any
 * point of it. A point is a number of actions that have had their effect; whoever goes on from
 * there knows nothing but what can be seen.
 */
class WholeMigrationTest {
  private static final Plan PLAN = Clusters.plan();
  private static final List<SmallWorld> FORKS = new ArrayList<>();
  private static final List<Action> FORWARD = forward();

  @Test
  void shouldTellTheStoryThatTheGoldenFileTells() throws IOException {
    String story = told(FORWARD);

    assertThat(story).isEqualTo(golden("forward.txt"));
  }

  @Test
  void shouldEndWithEveryNodeOnFlannelAndNoMarkOfOurs() {
    SmallWorld world = at(FORWARD.size());

    assertThat(world.decide().outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.now().nodes().values()).noneMatch(Marks::any);
    assertThat(world.machines())
        .containsExactly("cp-1", "cp-2", "worker-3fa9c1-01", "worker-3fa9c1-02");
  }

  @ParameterizedTest
  @MethodSource("somePoints")
  void shouldEndInTheSamePlaceWhereverItIsTakenUp(int point) {
    SmallWorld world = at(point);

    world.run();

    SmallWorld end = at(FORWARD.size());
    assertThat(world.decide().outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.machines()).isEqualTo(end.machines());
    assertThat(cidrs(world)).isEqualTo(cidrs(end));
    assertThat(world.now().fabrics()).isEqualTo(end.now().fabrics());
  }

  @ParameterizedTest
  @MethodSource("somePoints")
  void shouldDecideTheSameTwice(int point) {
    Observed world = at(point).now();

    assertThat(Decider.decide(world, PLAN, InFlight.NOTHING))
        .isEqualTo(Decider.decide(world, PLAN, InFlight.NOTHING));
  }

  @ParameterizedTest
  @MethodSource("points")
  void shouldNeverBreakAPromiseOfTheWorld(int point) {
    SmallWorld world = at(point);

    assertThat(inChange(world)).hasSizeLessThanOrEqualTo(1);
    assertThat(world.lost()).isEmpty();
    assertThat(cidrs(world)).doesNotHaveDuplicates();
    assertThat(world.now().nodes().values())
        .filteredOn(n -> n.fabric() == Fabric.FLANNEL)
        .noneMatch(n -> calico(world).contains(n.name()));
  }

  @ParameterizedTest
  @MethodSource("pointsBeforeCalicoGoes")
  void shouldComeBackToBlueWhereverARollbackIsAskedFor(int point) {
    SmallWorld world = at(point).want(Intent.ROLLBACK);

    world.run();

    assertThat(world.decide().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(world.now().nodes().values())
        .allMatch(n -> n.fabric() == Fabric.CALICO && !n.cordoned());
    assertThat(world.now().platform().controllerManagers().values())
        .extracting(ControllerManagerFact::allocateNodeCidrs, ControllerManagerFact::range)
        .containsOnly(org.assertj.core.groups.Tuple.tuple(true, Clusters.OLD_RANGE));
    FabricsFact fabrics = world.now().fabrics();
    assertThat(fabrics.bridge()).isEqualTo(BridgeFact.ABSENT);
    assertThat(fabrics.flannel()).isEqualTo(FlannelFact.ABSENT);
    assertThat(fabrics.calico().fenced()).isFalse();
    assertThat(world.machines()).hasSize(4).doesNotContain("worker-3fa9c1-01", "worker-3fa9c1-02");
    assertThat(world.lost()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("points")
  void shouldLeaveASchedulableClusterWhereverItIsAborted(int point) {
    SmallWorld world = at(point).want(Intent.ABORT);

    world.run();

    assertThat(world.decide().outcome()).isEqualTo(Outcome.ABORTED);
    assertThat(world.now().nodes().values()).allMatch(NodeFact::schedulable);
    assertThat(world.now().nodes().keySet()).containsExactlyInAnyOrderElementsOf(world.machines());
    assertThat(world.now().fabrics().bridge().pins().all()).isEmpty();
    assertThat(inChange(world)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("somePoints")
  void shouldReachTheEndAfterAnAbortThatWasThoughtBetterOf(int point) {
    SmallWorld world = at(point).want(Intent.ABORT);
    world.run();

    world.want(Intent.RUN).run();

    assertThat(world.decide().outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.now().nodes().values()).noneMatch(Marks::any);
  }

  @ParameterizedTest
  @MethodSource("somePointsBeforeCalicoGoes")
  void shouldGoForwardAgainFromTheMiddleOfARollback(int point) {
    SmallWorld world = at(point).want(Intent.ROLLBACK);
    int[] done = {0};
    world.run(action -> ++done[0] == point / 2 + 1);

    world.want(Intent.RUN).run();

    assertThat(world.decide().outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.now().nodes().values()).noneMatch(Marks::any);
    assertThat(world.machines()).hasSize(4);
  }

  @ParameterizedTest
  @MethodSource("points")
  void shouldPauseWithNoControlPlaneBetweenTwoNetworks(int point) {
    SmallWorld world = at(point).want(Intent.PAUSE);

    world.run();

    assertThat(world.decide().outcome()).isEqualTo(Outcome.PAUSED);
    assertThat(inChange(world)).isEmpty();
  }

  static IntStream points() {
    return IntStream.rangeClosed(0, FORWARD.size());
  }

  static IntStream somePoints() {
    return points().filter(p -> p % 3 == 0);
  }

  static IntStream somePointsBeforeCalicoGoes() {
    return pointsBeforeCalicoGoes().filter(p -> p % 3 == 0);
  }

  static IntStream pointsBeforeCalicoGoes() {
    return points()
        .filter(p ->
            at(p)
                .now()
                .record()
                .flatMap(r -> r.condition(PhaseName.CALICO_REMOVED))
                .filter(c -> c.status() != Status.UNDONE)
                .isEmpty());
  }

  private static List<Action> forward() {
    SmallWorld world = new SmallWorld(PLAN, Clusters.untouched());
    FORKS.add(world.fork());
    return world.run(action -> {
      FORKS.add(world.fork());
      return false;
    });
  }

  private static SmallWorld at(int point) {
    return FORKS.get(point).fork();
  }

  private static List<String> inChange(SmallWorld world) {
    Stream<String> converting =
        world.now().nodes().values().stream()
            .filter(n -> n.fabric() == Fabric.CONVERTING)
            .map(NodeFact::name);
    return Stream.concat(
            converting, world.now().record().orElseThrow().notes().saved().keySet().stream())
        .distinct()
        .toList();
  }

  private static SortedSet<String> calico(SmallWorld world) {
    return world.now().fabrics().calico().agentNodes();
  }

  private static List<Cidr> cidrs(SmallWorld world) {
    return world.now().nodes().values().stream().flatMap(n -> n.podCidr().stream()).toList();
  }

  private static String told(List<Action> story) {
    return story.stream()
        .filter(a -> !(a instanceof LookAtMachines))
        .map(a -> a.describe() + "\n")
        .collect(Collectors.joining());
  }

  private static String golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(WholeMigrationTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
