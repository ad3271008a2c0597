package io.restitch.core.check;

import static io.restitch.core.testing.Facts.cordoned;
import static io.restitch.core.testing.Facts.cordonedBy;
import static io.restitch.core.testing.Facts.worker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.restitch.core.Names;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.plan.Shapes;
import io.restitch.core.testing.Facts;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private final Workers check = new Workers();

  @Test
  void shouldFindNothingWhenWorkersAreWell() {
    // when
    List<Verdict> found = Seen.cluster().nodes(worker("w-1"), worker("w-2")).by(check);

    // then
    assertThat(found)
        .containsExactly(
            Check.ok("workers", "workers", "2 workers on Calico, all Ready, their machines known"));
  }

  @Test
  void shouldWarnWhenNoWorkerIsOnCalico() {
    // given
    NodeFact green = Facts.labelled(worker("w-1"), Names.FABRIC, "flannel");

    // when
    List<Verdict> found = Seen.cluster().nodes(green).by(check);

    // then
    assertThat(found)
        .extracting(Verdict::level, Verdict::code)
        .containsExactly(tuple(Level.WARN, "no-blue"));
  }

  @Test
  void shouldWarnWhenCalicoIsNotThere() {
    // when
    List<Verdict> found = new Seen().nodes(worker("w-1")).by(check);

    // then
    assertThat(found)
        .containsExactly(
            Check.warn(
                "calico-absent",
                "Calico",
                "it was not found in this cluster",
                "is this the right cluster?"));
  }

  @Test
  void shouldBlockWhenProviderDoesNotKnowTheMachine() {
    // given
    Shapes shapes = new Shapes(Map.of(), Map.of("w-1", "never heard of it"));

    // when
    List<Verdict> found = Seen.cluster().nodes(worker("w-1")).with(shapes).by(check);

    // then
    assertThat(found)
        .containsExactly(
            Check.block(
                "no-shape",
                "node w-1",
                "the provider cannot say what its machine is made of: never heard of it",
                "check the provider's settings, or remove the node first"));
  }

  @Test
  void shouldBlockWhenAWorkerIsNotReady() {
    // given
    NodeFact unready = Facts.notReady(worker("w-1"));

    // when
    List<Verdict> found = Seen.cluster().nodes(unready).by(check);

    // then
    assertThat(found)
        .containsExactly(
            Check.block(
                "unready-node",
                "node w-1",
                "it is not Ready, so its pods cannot end gracefully",
                "repair it, or remove it together with its machine"));
  }

  @Test
  void shouldWarnWhenSomebodyElseCordonedAWorker() {
    // when
    List<Verdict> found =
        Seen.cluster().nodes(cordoned(worker("w-1")), cordonedBy(worker("w-2"), "m")).by(check);

    // then
    assertThat(found)
        .extracting(Verdict::level, Verdict::code, Verdict::subject)
        .containsExactly(tuple(Level.WARN, "cordoned-node", "node w-1"));
  }
}
