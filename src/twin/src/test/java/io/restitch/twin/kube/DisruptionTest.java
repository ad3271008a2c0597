package io.restitch.twin.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.fact.BudgetFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.LabelSelector;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import io.restitch.twin.model.BudgetRule;
import io.restitch.twin.model.BudgetRule.Limit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many pods a budget lets go. */
class DisruptionTest {
  private static final ObjectRef REF = new ObjectRef("apps", "web-pdb");

  private final Small small = new Small();

  @ParameterizedTest
  @CsvSource({
    "maxUnavailable 1, true, false, 1, 1",
    "maxUnavailable 3, true, false, 3, 3",
    "maxUnavailable 25 % is rounded up, true, true, 25, 2",
    "minAvailable 4, false, false, 4, 1",
    "minAvailable 50 % is rounded up, false, true, 50, 2",
    "minAvailable 100 %, false, true, 100, 0"
  })
  void shouldAllowWhatTheRuleLeavesWhenFivePodsAreHealthy(
      String rule, boolean missing, boolean percent, int value, int allowed) {
    // Given
    for (int i = 1; i <= 5; i++) {
      ready("web-" + i);
    }

    // When
    disruption(new Limit(missing, percent, value)).reconcile();

    // Then
    assertThat(budget().disruptionsAllowed()).as(rule).isEqualTo(allowed);
  }

  @Test
  void shouldAllowNoneWhenAPodIsGoneAndItsReplacementIsNotReady() {
    // Given
    Disruption disruption = disruption(new Limit(true, false, 1));
    ready("web-1");
    PodFact gone = ready("web-2");
    disruption.reconcile();
    small.truth.change(new Change.PodGone(gone.ref()));

    // When
    disruption.reconcile();

    // Then
    assertThat(budget().disruptionsAllowed()).isZero();
    assertThat(budget().health()).isEqualTo(new BudgetFact.Health(2, 1, 1));
  }

  @Test
  void shouldNotCountPodsThatAreAskedToGo() {
    // Given
    Disruption disruption = disruption(new Limit(true, false, 1));
    ready("web-1");
    PodFact leaving = ready("web-2");
    disruption.reconcile();
    small.put(PodEdits.terminating(leaving, small.agenda.now()));

    // When
    disruption.reconcile();

    // Then
    assertThat(budget().health().healthy()).isEqualTo(1);
  }

  private PodFact ready(String name) {
    PodFact pod =
        PodEdits.ready(
            PodEdits.running(small.pod("web", name, "worker-1", Small.asking(100)), "1.2.3.4"),
            true);
    small.put(pod);
    return pod;
  }

  private Disruption disruption(Limit limit) {
    LabelSelector web = new LabelSelector(Map.of("app", "web"), List.of());
    return new Disruption(small.truth, List.of(new BudgetRule(REF, web, limit, false)));
  }

  private BudgetFact budget() {
    return small.truth.world().workloads().budgets().getOrDefault(REF, NONE);
  }

  private static final BudgetFact NONE =
      new BudgetFact(
          REF,
          new LabelSelector(Map.of(), List.of()),
          -1,
          false,
          new BudgetFact.Health(0, 0, 0),
          false,
          "");
}
