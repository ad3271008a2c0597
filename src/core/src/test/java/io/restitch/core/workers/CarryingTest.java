package io.restitch.core.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.CarryOver;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.decision.InFlight;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.Taint;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.testing.Facts;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people have done to a node is on the one that stands in for it, whenever they did it. */
class CarryingTest extends ArrivalBench {
  private static final Taint OWN = new Taint("own", "mine", Taint.NO_SCHEDULE);

  private final NodeFact connected = Facts.withCidr(joined, "10.244.0.0/24");

  @Test
  void shouldCarryWhatANodeHasNowAndNotWhatThePlanKnew() {
    // given: the plan knew of nothing
    NodeFact changed = Facts.with(Facts.labelled(blue, "team", "shop"), OWN);

    // when
    CarryOver carry = (CarryOver) action(world(machine, changed, connected));

    // then
    assertThat(carry.carried().labels()).containsEntry("team", "shop");
    assertThat(carry.carried().taints()).containsExactly(OWN);
  }

  @Test
  void shouldCarryAgainWhatWasChangedWhileTheNodeLeaves() {
    // given
    NodeFact serving = serving(blue);
    NodeFact late = Facts.annotated(Facts.with(blue, OWN), "own/late", "1");

    // when
    Arrival unchanged = step(world(machine, serving));
    Arrival changed = step(world(machine, serving, late));

    // then
    assertThat(unchanged.serves()).isTrue();
    assertThat(unchanged.actions()).isEmpty();
    assertThat(changed.serves()).isTrue();
    assertThat(changed.actions())
        .singleElement()
        .isInstanceOfSatisfying(
            CarryOver.class,
            carry -> {
              assertThat(carry.carried().taints()).containsExactly(OWN);
              assertThat(carry.carried().annotations()).containsEntry("own/late", "1");
            });
    assertThat(step(world(machine, serving(late), late)).actions()).isEmpty();
  }

  @Test
  void shouldNotTakeAnAnnotationThatChangesByItselfForAChange() {
    // given
    NodeFact counted = Facts.annotated(blue, "own/requests", "1");

    // when
    Arrival arrival =
        step(world(machine, serving(counted), Facts.annotated(counted, "own/requests", "2")));

    // then
    assertThat(arrival.actions()).isEmpty();
  }

  @Test
  void shouldNotDeleteANodeBeforeAllOfItIsCarriedOver() {
    // given
    Action delete = new DeleteNode("blue-1", "u");
    Action evict = new EvictPod(Facts.pod("cart-1", "blue-1").ref(), "u", "blue-1", null, null, "");
    Arrival carrying = step(world(machine, serving(blue), Facts.with(blue, OWN)));

    // then
    assertThat(Carrying.heldBack(carrying, List.of(evict, delete))).containsExactly(evict);
    assertThat(Carrying.heldBack(Arrival.inService(), List.of(evict, delete)))
        .containsExactly(evict, delete);
  }

  @Test
  void shouldCarryWhatTheGreenNodeHasOnTheWayBack() {
    // given
    NodeFact green = Facts.with(Facts.labelled(serving(blue), "since", "monday"), OWN);
    Observed world = world(machine, green).fold(new Change.NodeGone("blue-1"));

    // when
    View view = view(world, InFlight.NOTHING);
    Replacement back = Replacement.of(view, plan.slot(1), Direction.BACKWARD);
    CarryOver carry = Carrying.first(view, back, "back");

    // then
    assertThat(carry.from()).containsExactly(NAME);
    assertThat(carry.carried().labels()).containsEntry("since", "monday");
    assertThat(carry.carried().labels().keySet()).noneMatch(l -> l.startsWith(Names.PREFIX));
    assertThat(carry.carried().taints()).containsExactly(OWN);
  }

  @Test
  void shouldCarryWhatThePlanKnowsOfANodeThatIsGone() {
    // given
    Observed world = world(machine, connected).fold(new Change.NodeGone("blue-1"));

    // when
    Optional<Action> first = step(world).actions().stream().findFirst();

    // then
    assertThat(first)
        .containsInstanceOf(CarryOver.class)
        .get()
        .extracting(a -> ((CarryOver) a).carried())
        .isEqualTo(plan.slot(1).replaces().getFirst().carried());
    assertThat(step(world(machine, serving(blue)).fold(new Change.NodeGone("blue-1"))).actions())
        .isEmpty();
  }

  /** Its green, dressed as this node was then. */
  private static NodeFact serving(NodeFact source) {
    NodeFact node =
        Facts.withCidr(
            Facts.labelled(Facts.worker(NAME), Names.FABRIC, Names.FABRIC_FLANNEL),
            "10.244.0.0/24");
    CarryOver carried =
        new CarryOver(
            NAME, List.of(source.name()), CarryRules.of(source), CarryRules.of(source).digest());
    return Facts.annotated(node, Names.CARRIED_OVER, carried.note());
  }
}
