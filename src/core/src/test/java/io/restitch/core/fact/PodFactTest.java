package io.restitch.core.fact;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.fact.PodFact.Owner;
import io.restitch.core.testing.Facts;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodFactTest {
  @Test
  void shouldBeTheSameWorkloadAfterARollout() {
    assertThat(workload("ReplicaSet", "cart-5d4f", Map.of("pod-template-hash", "5d4f")))
        .isEqualTo(workload("ReplicaSet", "cart-77aa", Map.of("pod-template-hash", "77aa")))
        .isEqualTo("Deployment shop/cart");
  }

  @Test
  void shouldBeTheSameWorkloadInACronJobsNextRun() {
    assertThat(workload("Job", "sweep-29713020", Map.of())).isEqualTo("CronJob shop/sweep");
  }

  @Test
  void shouldBeItsOwnerOrElseItself() {
    assertThat(workload("StatefulSet", "db", Map.of())).isEqualTo("StatefulSet shop/db");
    assertThat(workload("ReplicaSet", "bare", Map.of())).isEqualTo("ReplicaSet shop/bare");
    assertThat(workload("Job", "import-2", Map.of())).isEqualTo("Job shop/import-2");
    assertThat(Facts.lone(Facts.pod("shell", "w-1")).workload()).isEqualTo("Pod shop/shell");
  }

  private static String workload(String kind, String owner, Map<String, String> labels) {
    PodFact pod = Facts.pod("p", "w-1", new Owner(kind, owner, "u"));
    return new PodFact(
            pod.ref(),
            pod.uid(),
            pod.nodeName(),
            labels,
            pod.annotations(),
            pod.owner(),
            pod.spec(),
            pod.status())
        .workload();
  }
}
