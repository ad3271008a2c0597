package io.restitch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.fact.Change;
import io.restitch.core.fact.PodFact;
import io.restitch.core.plan.Plan;
import io.restitch.engine.port.ClusterPort;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KubeClusterPortTest {
  private static final String ONE_POD =
      """
      {"metadata": {"uid": "cluster", "resourceVersion": "1"}, "items": [
        {"metadata": {"namespace": "shop", "name": "cart-0", "uid": "u-1", "resourceVersion": "1"},
         "spec": {"nodeName": "worker-1"}, "status": {"phase": "Running"}}]}
      """;

  @Test
  void shouldTellEverythingAgainWhenItIsWatchedAgain() throws IOException {
    // given
    try (FakeApi fake = new FakeApi(200, ONE_POD)) {
      var record = new KubeRecordPort(fake.api(), new NoPlans(), () -> 0L, "1");
      ClusterPort port = new KubeClusterPort(fake.api(), record, InstantSource.system());
      List<PodFact> before = pods(port);

      // when
      List<PodFact> again = pods(port);

      // then
      assertThat(before).extracting(PodFact::uid).containsExactly("u-1");
      assertThat(again).isEqualTo(before);
    }
  }

  @Test
  void shouldWatchNothingWhenItOnlyLooks() throws IOException {
    // given
    try (FakeApi fake = new FakeApi(200, ONE_POD)) {
      var record = new KubeRecordPort(fake.api(), new NoPlans(), () -> 0L, "1");
      ClusterPort port = new KubeClusterPort(fake.api(), record, InstantSource.system());

      // when
      List<Change> seen = port.look();

      // then
      assertThat(seen).hasAtLeastOneElementOfType(Change.PodSeen.class);
      assertThat(fake.asked)
          .filteredOn(r -> r.startsWith("GET /api/v1/pods"))
          .containsExactly("GET /api/v1/pods?limit=500");
      assertThat(fake.asked).noneMatch(r -> r.contains("watch=true"));
    }
  }

  private static List<PodFact> pods(ClusterPort port) {
    List<Change> first = new ArrayList<>();
    try (ClusterPort.Watch watch =
        port.watch(changes -> {
          synchronized (first) {
            first.addAll(changes);
          }
        })) {
      synchronized (first) {
        return first.stream()
            .filter(Change.PodSeen.class::isInstance)
            .map(c -> ((Change.PodSeen) c).pod())
            .distinct()
            .toList();
      }
    }
  }

  /** A watch shows the record, and never needs the plan beside it. */
  private static final class NoPlans implements PlanCodec {
    @Override
    public String write(Plan plan) {
      throw new AssertionError("a watch reads no plan");
    }

    @Override
    public Plan read(String document) {
      throw new AssertionError("a watch reads no plan");
    }

    @Override
    public String settings(Plan plan) {
      throw new AssertionError("a watch reads no plan");
    }
  }
}
