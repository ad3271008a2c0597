package io.restitch.core.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PolicyEnforcer;
import io.restitch.core.fact.PolicyKind;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Shapes;
import io.restitch.core.policy.Ledger;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Networks;
import io.restitch.core.testing.PolicyList;
import io.restitch.core.testing.Worlds;
import io.restitch.spi.MachineShape;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlanDifferenceTest {
  private final Observed world = Worlds.of(Facts.worker("w-1"), Facts.worker("w-2"));
  private final Plan approved = plan(world, "m6i.xlarge");

  @Test
  void shouldFindNothingWhenNothingThatMattersMoved() {
    Observed later =
        world.at(Facts.START.plusSeconds(600)).fold(new Change.PodSeen(Facts.pod("cart-1", "w-1")));

    assertThat(between(approved, plan(later, "m6i.xlarge"))).isEmpty();
  }

  @Test
  void shouldNameWorkersThatCameAndWent() {
    Observed later =
        world.fold(new Change.NodeGone("w-2")).fold(new Change.NodeSeen(Facts.worker("w-3")));

    assertThat(between(approved, plan(later, "m6i.xlarge")))
        .containsExactly("worker w-2 is gone, or is no longer on Calico", "worker w-3 is new");
  }

  @Test
  void shouldNameAWorkerWhoseShapeOrLabelsChanged() {
    NodeFact labelled = Facts.labelled(Facts.worker("w-1"), "team", "x");
    Observed later = world.fold(new Change.NodeSeen(labelled));

    assertThat(between(approved, plan(world, "m7i.xlarge")))
        .hasSize(2)
        .allMatch(line -> line.endsWith("has another shape"));
    assertThat(between(approved, plan(later, "m6i.xlarge")))
        .containsExactly(
            "labels, annotations or taints of worker w-1 have changed: label team is new (x)");
  }

  @Test
  void shouldNameAPodThatCameAndWouldBeLostEvenWhereSuchPodsAreAccepted() {
    Observed before = world.fold(new Change.PodSeen(Facts.lone(Facts.pod("shell", "w-1"))));
    Observed later = before.fold(new Change.PodSeen(Facts.lone(Facts.pod("late", "w-1"))));

    assertThat(between(accepting(before), accepting(later)))
        .containsExactly("Pod shop/late is new, and needs the consent lone-pods");
    assertThat(between(accepting(later), accepting(before))).isEmpty();
  }

  @Test
  void shouldNotNameAPodWhoseOwnerConsents() {
    Observed later =
        world.fold(
            new Change.PodSeen(
                Facts.annotated(Facts.lone(Facts.pod("late", "w-1")), Names.ACCEPT, "lone-pods")));

    assertThat(between(accepting(world), accepting(later))).isEmpty();
  }

  @Test
  void shouldNameAPolicyThatCameAndThatNobodyWouldEnforceEvenWhereThatIsAccepted() {
    Observed before = onCalico(new PolicyList().with(PolicyKind.NETWORK_POLICY, "shop/cart"));
    Observed later =
        onCalico(new PolicyList().with(PolicyKind.NETWORK_POLICY, "shop/cart", "shop/db"));

    assertThat(between(accepting(before), accepting(later)))
        .containsExactly("NetworkPolicy shop/db is new, and needs the consent unenforced-policies");
    assertThat(between(accepting(later), accepting(before))).isEmpty();
  }

  @Test
  void shouldNotNameAPolicyThatSomebodyGoesOnEnforcing() {
    Observed later =
        onCalico(
            new PolicyList()
                .with(PolicyKind.NETWORK_POLICY, "shop/db")
                .enforced(PolicyEnforcer.Reach.EVERY_NODE, PolicyKind.NETWORK_POLICY));

    assertThat(between(accepting(onCalico(new PolicyList())), accepting(later))).isEmpty();
  }

  @Test
  void shouldNameARangeThatSomebodyTook() {
    NodeFact taker =
        Facts.withCidr(
            Facts.labelled(Facts.worker("x"), Names.FABRIC, Names.FABRIC_FLANNEL), "10.244.1.0/24");
    Observed later = world.fold(new Change.NodeSeen(taker));

    assertThat(between(approved, plan(later, "m6i.xlarge")))
        .containsExactly(
            "the replacement of worker w-2 would get the pod CIDR 10.244.2.0/24, not 10.244.1.0/24");
  }

  @Test
  void shouldSayNothingElseOfAPlanForAnotherCluster() {
    Plan other =
        new Plan(
            "other",
            approved.settings(),
            approved.before(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            Ledger.NONE);

    assertThat(between(approved, other))
        .singleElement()
        .asString()
        .startsWith("it is for another cluster");
  }

  private static List<String> between(Plan before, Plan now) {
    return PlanDifference.between(before, now, null);
  }

  private static Plan accepting(Observed world) {
    return plan(
        world,
        "m6i.xlarge",
        Settings.DEFAULT.accepting(Set.of("lone-pods", "unenforced-policies")));
  }

  private Observed onCalico(PolicyList policies) {
    return world.fold(new Change.FabricsSeen(Networks.calicoOn())).fold(policies.listed());
  }

  private static Plan plan(Observed world, String type) {
    return plan(world, type, Settings.DEFAULT);
  }

  private static Plan plan(Observed world, String type, Settings settings) {
    Map<String, MachineShape> found = new TreeMap<>();
    for (String name : world.nodes().keySet()) {
      found.put(name, new MachineShape("id-" + name, type, "a", "image", Map.of()));
    }
    return Planner.plan(world, settings, new Shapes(found, Map.of()));
  }
}
