package io.restitch.core.check;

import static io.restitch.core.testing.Facts.pod;
import static io.restitch.core.testing.Facts.storing;
import static io.restitch.core.testing.Facts.worker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.restitch.core.Names;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.LabelSelector;
import io.restitch.core.fact.LabelSelector.Expression;
import io.restitch.core.fact.LabelSelector.Operator;
import io.restitch.core.fact.PodFact;
import io.restitch.core.testing.Facts;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacementsTest {
  private final Placements check = new Placements();

  @Test
  void shouldFindNothingWhenPodsChooseByOtherLabels() {
    // when
    List<Verdict> found = by(placed(Map.of(Names.ZONE, "a"), List.of()));

    // then
    assertThat(found).isEmpty();
  }

  @Test
  void shouldBlockWhenAPodSelectsItsNodeByName() {
    // when
    List<Verdict> found = by(placed(Map.of(Names.HOSTNAME, "w-1"), List.of()));

    // then
    assertThat(found)
        .containsExactly(
            Check.block(
                "hostname-bound",
                "1 pod",
                "shop/cart: they ask for a node by its name, and green nodes have other names",
                "let them choose their node by another label"));
  }

  @Test
  void shouldBlockWhenEveryAffinityTermNamesAHost() {
    // when
    List<Verdict> found = by(placed(Map.of(), List.of(host(Operator.IN))));

    // then
    assertThat(found)
        .extracting(Verdict::level, Verdict::code)
        .containsExactly(tuple(Level.BLOCK, "hostname-bound"));
  }

  @Test
  void shouldFindNothingWhenAffinityOnlyAvoidsAHostOrHasAWayOut() {
    // given
    LabelSelector zone = new LabelSelector(Map.of(Names.ZONE, "a"), List.of());

    // when
    List<Verdict> avoiding = by(placed(Map.of(), List.of(host(Operator.NOT_IN))));
    List<Verdict> choosing = by(placed(Map.of(), List.of(host(Operator.IN), zone)));

    // then
    assertThat(avoiding).isEmpty();
    assertThat(choosing).isEmpty();
  }

  @Test
  void shouldWarnWhenAPodUsesTheHostsFiles() {
    // when
    List<Verdict> found =
        by(
            storing(
                pod("cart", "w-1"), new PodFact.Storage(false, List.of("/srv"), List.of(), false)));

    // then
    assertThat(found)
        .extracting(Verdict::level, Verdict::code, Verdict::subject)
        .containsExactly(tuple(Level.WARN, "host-path", "1 pod"));
  }

  private List<Verdict> by(PodFact pod) {
    return Seen.cluster().nodes(worker("w-1")).and(new Change.PodSeen(pod)).by(check);
  }

  private static LabelSelector host(Operator operator) {
    return new LabelSelector(
        Map.of(), List.of(new Expression(Names.HOSTNAME, operator, List.of("w-1"))));
  }

  private static PodFact placed(Map<String, String> selector, List<LabelSelector> affinity) {
    PodFact pod = pod("cart", "w-1");
    PodFact.Spec s = pod.spec();
    return Facts.spec(
        pod,
        new PodFact.Spec(
            s.requests(),
            s.priority(),
            new PodFact.Placement(selector, affinity, List.of(), List.of()),
            s.hostNetwork(),
            s.hostPorts(),
            s.storage(),
            s.graceSeconds()));
  }
}
