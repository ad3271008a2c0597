package io.restitch.core.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.Taint;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Carried;
import io.restitch.core.plan.Conversion;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Shapes;
import io.restitch.core.plan.Slot;
import io.restitch.core.plan.Source;
import io.restitch.core.plan.Wave;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.workers.CarryRules;
import io.restitch.spi.MachineShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlannerTest {
  @Test
  void shouldTakeTurnsAmongZonesInNaturalOrderOfNames() {
    Plan plan = plan(in("a", "w-10"), in("a", "w-2"), in("b", "w-3"), in("b", "w-1"));

    assertThat(names(plan)).containsExactly("w-2", "w-1", "w-10", "w-3");
  }

  @Test
  void shouldMakeTheSamePlanWhateverTheOrderInWhichThingsWereSeen() {
    List<NodeFact> nodes = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      nodes.add(in("abc".charAt(i % 3) + "", "w-" + i));
    }
    Plan first = plan(nodes.toArray(NodeFact[]::new));
    Collections.reverse(nodes);

    assertThat(plan(nodes.toArray(NodeFact[]::new))).isEqualTo(first);
  }

  @Test
  void shouldHandOutRangesInOrderLeavingOutThoseInUse() {
    NodeFact green =
        Facts.withCidr(
            Facts.labelled(Facts.worker("green"), Names.FABRIC, Names.FABRIC_FLANNEL),
            "10.244.1.0/24");

    Plan plan = plan(in("a", "w-1"), in("a", "w-2"), Facts.controlPlane("cp-1"), green);

    assertThat(plan.slots())
        .extracting(Slot::podCidr)
        .containsExactly(Cidr.parse("10.244.0.0/24"), Cidr.parse("10.244.2.0/24"));
    assertThat(plan.conversions())
        .containsExactly(
            new Conversion("cp-1", Cidr.parse("10.244.3.0/24"), "10.0.0.1", "id-cp-1"));
  }

  @Test
  void shouldPlanNoSnapshotsWhenTheProviderTakesNone() {
    // given
    Observed world = Worlds.of(Facts.controlPlane("cp-1"));
    Shapes shapes = new Shapes(shapes("cp-1").found(), Map.of(), false);

    // when
    Plan plan = Planner.plan(world, Settings.DEFAULT, shapes);

    // then
    assertThat(plan.conversions()).extracting(Conversion::machineId).containsExactly("");
  }

  @Test
  void shouldPlanNeitherGreenNodesNorThoseWhoseMachineNobodyKnows() {
    NodeFact green = Facts.labelled(Facts.worker("green"), Names.FABRIC, Names.FABRIC_FLANNEL);
    Observed world = Worlds.of(in("a", "w-1"), in("a", "stray"), green);

    Plan plan = Planner.plan(world, Settings.DEFAULT, shapes("w-1", "green"));

    assertThat(names(plan)).containsExactly("w-1");
  }

  @Test
  void shouldCarryWhatPeoplePutOnANodeAndNothingElse() {
    NodeFact node = Facts.labelled(in("a", "w-1"), "team", "shop");
    node = Facts.labelled(node, "beta.kubernetes.io/os", "linux");
    node = Facts.labelled(node, "node-role.kubernetes.io/worker", "");
    node = Facts.annotated(node, "projectcalico.org/IPv4Address", "10.0.0.1/24");
    node = Facts.annotated(node, "example.com/note", "x");
    node = Facts.with(node, new Taint("dedicated", "shop", Taint.NO_SCHEDULE));
    node = Facts.with(node, new Taint("node.kubernetes.io/unschedulable", "", Taint.NO_SCHEDULE));
    node = Facts.leaving(node);

    Carried carried = plan(node).slots().getFirst().replaces().getFirst().carried();

    assertThat(carried.labels())
        .containsOnly(Map.entry("team", "shop"), Map.entry("node-role.kubernetes.io/worker", ""));
    assertThat(carried.annotations()).containsOnly(Map.entry("example.com/note", "x"));
    assertThat(carried.taints()).extracting(Taint::key).containsExactly("dedicated");
  }

  @Test
  void shouldCarryAnOperatorsExclusionFromLoadBalancersButNotOurs() {
    NodeFact theirs = Facts.labelled(in("a", "w-1"), Names.EXCLUDE_FROM_LOAD_BALANCERS, "true");
    NodeFact ours = Facts.labelled(theirs, Names.EXCLUDE_FROM_LOAD_BALANCERS, Names.EXCLUDED_BY_US);

    assertThat(CarryRules.of(Facts.cordonedBy(theirs, "m-1")).labels())
        .containsKey(Names.EXCLUDE_FROM_LOAD_BALANCERS);
    assertThat(CarryRules.of(ours).labels()).isEmpty();
  }

  @Test
  void shouldSendACanaryAheadAndThenAsManyAsSurgeAndUnavailabilityAllow() {
    Settings settings = Settings.DEFAULT.with(workers(2, 1, true));

    Plan plan = plan(settings, nodes(6));

    assertThat(plan.waves())
        .extracting(Wave::slots)
        .containsExactly(List.of(1), List.of(2, 3, 4), List.of(5, 6));
  }

  @Test
  void shouldSendNoCanaryWhenTheOperatorWantsNone() {
    Plan plan = plan(Settings.DEFAULT.with(workers(3, 0, false)), nodes(4));

    assertThat(plan.waves()).extracting(Wave::slots).containsExactly(List.of(1, 2, 3), List.of(4));
  }

  @Test
  void shouldKeepTwoNodesApartWhosePodsOneTightBudgetHolds() {
    Observed world =
        Worlds.of(nodes(4))
            .fold(new Change.PodSeen(Facts.pod("cart-1", "w-0")))
            .fold(new Change.PodSeen(Facts.pod("cart-2", "w-1")))
            .fold(new Change.BudgetSeen(Facts.budget("cart", 1)));

    Plan plan =
        Planner.plan(
            world, Settings.DEFAULT.with(workers(2, 0, false)), shapes("w-0", "w-1", "w-2", "w-3"));

    assertThat(plan.waves()).extracting(Wave::slots).containsExactly(List.of(1, 3), List.of(2, 4));
  }

  @Test
  void shouldForbidAPlanWhoseNodesHaveFewerAddressesThanPods() {
    Settings tiny =
        new Settings(
            new Settings.Network(
                Cidr.parse("10.244.0.0/16"),
                30,
                Settings.Network.DEFAULT.linkRange(),
                Settings.Flannel.DEFAULT),
            Settings.Provider.DEFAULT,
            Settings.Workers.DEFAULT,
            Settings.Drain.DEFAULT,
            Settings.Backup.DEFAULT,
            Settings.Hosts.DEFAULT,
            Set.of(),
            Set.of(),
            Set.of());
    Observed world =
        Worlds.of(in("a", "w-1"))
            .fold(new Change.PodSeen(Facts.pod("cart-1", "w-1")))
            .fold(new Change.PodSeen(Facts.pod("cart-2", "w-1")));

    Plan plan = Planner.plan(world, tiny, shapes("w-1"));

    assertThat(plan.blocking(null)).extracting(Verdict::code).contains("addresses-too-few");
  }

  private static Settings.Workers workers(int surge, int maxUnavailable, boolean canary) {
    Settings.Workers d = Settings.Workers.DEFAULT;
    return new Settings.Workers(
        surge,
        maxUnavailable,
        canary,
        d.headroom(),
        d.bootTimeout(),
        d.attempts(),
        d.settle(),
        d.namePrefix(),
        Settings.Join.DEFAULT);
  }

  private static NodeFact[] nodes(int count) {
    NodeFact[] nodes = new NodeFact[count];
    for (int i = 0; i < count; i++) {
      nodes[i] = in("a", "w-" + i);
    }
    return nodes;
  }

  private static NodeFact in(String zone, String name) {
    return Facts.labelled(Facts.worker(name), Names.ZONE, zone);
  }

  private static Plan plan(NodeFact... nodes) {
    return plan(Settings.DEFAULT, nodes);
  }

  private static Plan plan(Settings settings, NodeFact... nodes) {
    Observed world = Worlds.of(nodes);
    return Planner.plan(world, settings, shapes(world.nodes().keySet().toArray(String[]::new)));
  }

  private static Shapes shapes(String... names) {
    Map<String, MachineShape> found = new TreeMap<>();
    for (String name : names) {
      found.put(name, new MachineShape("id-" + name, "m6i.xlarge", "a", "image", Map.of()));
    }
    return new Shapes(found, Map.of());
  }

  private static List<String> names(Plan plan) {
    return plan.slots().stream().flatMap(s -> s.replaces().stream()).map(Source::nodeName).toList();
  }
}
