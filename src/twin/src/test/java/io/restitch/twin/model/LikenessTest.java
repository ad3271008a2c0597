package io.restitch.twin.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.plan.Shapes;
import io.restitch.twin.Twin;
import io.restitch.twin.kube.NodeEdits;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A likeness of the sample cluster is the sample cluster, as far as it can be seen. */
class LikenessTest {
  private static final Twin TWIN = new Twin(SampleCluster.draw(), 1).settle();

  @Test
  void shouldHaveTheSameNodesAndPodsWhenDrawnFromALook() {
    // Given
    Observed seen = TWIN.look();

    // When
    Blueprint likeness = Likeness.of(seen, TWIN.shapes());

    // Then
    assertThat(likeness.nodes()).extracting(NodeFact::name).hasSize(15).contains("cp-1");
    assertThat(likeness.shapes()).isEqualTo(TWIN.shapes().found());
    assertThat(likeness.rules().budgets()).hasSize(seen.workloads().budgets().size());
    assertThat(likeness.pods())
        .isNotEmpty()
        .noneMatch(p -> p.controller().filter(o -> o.name().equals("calico-node")).isPresent());
  }

  @Test
  void shouldKeepEveryWorkloadAtItsSizeWhenDrawnFromALook() {
    // Given
    Map<String, Integer> sizes = Map.of("storefront", 12, "orders-db", 3, "debug-shell", 1);

    // When
    Blueprint likeness = Likeness.of(TWIN.look(), TWIN.shapes());

    // Then
    sizes.forEach((name, size) ->
        assertThat(likeness.workloads())
            .filteredOn(w -> w.ref().name().equals(name))
            .extracting(Workload::replicas)
            .containsExactly(size));
  }

  @Test
  void shouldLeaveOutOurMarksWhenAMigrationHasBegun() {
    // Given
    Observed seen = TWIN.look();
    NodeFact marked =
        NodeEdits.label(seen.node("worker-1").orElseThrow(), Names.FABRIC, Names.FABRIC_CONVERTING);
    Observed begun = seen.fold(new Change.NodeSeen(marked));

    // When
    Blueprint likeness = Likeness.of(begun, new Shapes(Map.of(), Map.of()));

    // Then
    assertThat(likeness.nodes()).noneMatch(n -> n.labels().containsKey(Names.FABRIC));
  }
}
