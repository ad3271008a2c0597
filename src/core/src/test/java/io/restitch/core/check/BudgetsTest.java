package io.restitch.core.check;

import static io.restitch.core.testing.Facts.budget;
import static io.restitch.core.testing.Facts.pod;
import static io.restitch.core.testing.Facts.worker;
import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.fact.BudgetFact;
import io.restitch.core.fact.Change;
import io.restitch.core.testing.VirtualMachines;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetsTest {
  private final Budgets check = new Budgets();

  @Test
  void shouldFindNothingWhenBudgetAllowsOne() {
    // when
    List<Verdict> found = shop().and(new Change.BudgetSeen(budget("pdb", 1))).by(check);

    // then
    assertThat(found)
        .containsExactly(
            Check.ok("budgets", "disruption budgets", "1 budgets, none shut for ever"));
  }

  @Test
  void shouldBlockWhenAPodHasTwoBudgets() {
    // when
    List<Verdict> found =
        shop()
            .and(new Change.BudgetSeen(budget("one", 1)))
            .and(new Change.BudgetSeen(budget("two", 1)))
            .by(check);

    // then
    assertThat(found)
        .containsExactly(
            Check.block(
                "two-budgets",
                "pod shop/cart",
                "[shop/one, shop/two] protect it; the API server evicts no pod with more than one",
                "leave it one of them"));
  }

  @Test
  void shouldBlockWhenBudgetNeverAllowsAny() {
    // when
    List<Verdict> found = shop().and(new Change.BudgetSeen(health(3, 3, 3))).by(check);

    // then
    assertThat(found)
        .containsExactly(
            Check.block(
                "budget-never",
                "disruption budget shop/pdb",
                "all its pods are healthy, and it allows none of them to be missing: shop/cart",
                "raise its maxUnavailable, lower its minAvailable, or add a replica"));
  }

  @Test
  void shouldFindNothingWhenBudgetIsShutOnlyForNow() {
    // when
    List<Verdict> found = shop().and(new Change.BudgetSeen(health(3, 2, 2))).by(check);

    // then
    assertThat(found).extracting(Verdict::level).containsExactly(Level.OK);
  }

  @Test
  void shouldNotTakeKubeVirtsOwnBudgetForOneThatForbidsAMove() {
    // when
    List<Verdict> found =
        shop()
            .and(new Change.PodSeen(VirtualMachines.launcher("db", "w-1")))
            .and(new Change.BudgetSeen(VirtualMachines.budget("db")))
            .by(check);

    // then
    assertThat(found).extracting(Verdict::level).containsExactly(Level.OK);
  }

  private static Seen shop() {
    return Seen.cluster().nodes(worker("w-1")).and(new Change.PodSeen(pod("cart", "w-1")));
  }

  private static BudgetFact health(int expected, int desired, int healthy) {
    BudgetFact shut = budget("pdb", 0);
    return new BudgetFact(
        shut.ref(),
        shut.selector(),
        0,
        true,
        new BudgetFact.Health(expected, desired, healthy),
        false,
        "v1");
  }
}
