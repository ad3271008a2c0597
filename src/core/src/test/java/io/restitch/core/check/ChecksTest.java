package io.restitch.core.check;

import static io.restitch.core.testing.Facts.pod;
import static io.restitch.core.testing.Facts.worker;
import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.fact.Change;
import io.restitch.core.fact.Observed;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Shapes;
import io.restitch.core.testing.Facts;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChecksTest {
  @Test
  void shouldTellTheMostSeriousFirstAndAWayOutForEveryObstacle() {
    // given: everything that one small cluster can have wrong
    Settings settings = Seen.ranged(Settings.DEFAULT, "10.96.0.0/23", 24);
    Observed world =
        Observed.nothing(Facts.START)
            .foldAll(
                List.of(
                    Seen.cluster("10.96.0.0/12"),
                    new Change.NodeSeen(worker("w-1")),
                    new Change.NodeSeen(Facts.cordoned(worker("w-2"))),
                    new Change.PodSeen(pod("cart", "w-1")),
                    new Change.BudgetSeen(Facts.budget("one", 1)),
                    new Change.BudgetSeen(Facts.budget("two", 1))));
    Shapes shapes = new Shapes(Map.of(), Map.of("w-1", "unknown"));

    // when
    List<Verdict> found = Checks.all(new Subject(world, settings, shapes, List.of()));

    // then
    assertThat(found).isSorted();
    assertThat(found)
        .extracting(Verdict::code)
        .contains("range-overlap", "range-too-small", "no-shape", "two-budgets");
    assertThat(found)
        .filteredOn(v -> v.level() == Level.BLOCK || v.level() == Level.CONSENT)
        .allSatisfy(v -> assertThat(v.remedy()).as(v.code()).isNotEmpty());
  }
}
