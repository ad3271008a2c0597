package io.restitch.twin.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.fact.AttachmentFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.PodFact;
import io.restitch.twin.time.Chance;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One volume, one node at a time. */
class VolumesTest {
  private static final Duration LONGER_THAN_A_DETACH = Duration.ofSeconds(7);

  private final Small small = new Small();
  private final Volumes volumes = new Volumes(small.truth, new Chance(1, "test"));

  @Test
  void shouldAttachAVolumeWhenAPodThatClaimsItIsBound() {
    // Given
    small.node("worker-1", "a");
    PodFact pod = small.pod("db", "db-1", "worker-1", Small.claiming("data"));

    // When
    volumes.reconcile();

    // Then
    assertThat(volumes.attached(pod)).isTrue();
  }

  @Test
  void shouldDetachSomeSecondsAfterThePodIsGone() {
    // Given
    small.node("worker-1", "a");
    PodFact pod = small.pod("db", "db-1", "worker-1", Small.claiming("data"));
    volumes.reconcile();
    small.truth.change(new Change.PodGone(pod.ref()));
    volumes.reconcile();
    boolean atOnce = small.truth.world().workloads().attachments().isEmpty();

    // When
    small.goOn(LONGER_THAN_A_DETACH);

    // Then
    assertThat(atOnce).isFalse();
    assertThat(small.truth.world().workloads().attachments()).isEmpty();
  }

  @Test
  void shouldStayWhereItIsWhenItsNextPodIsOnAnotherNode() {
    // Given
    small.node("worker-1", "a");
    small.node("worker-2", "a");
    small.pod("db", "db-1", "worker-1", Small.claiming("data"));
    volumes.reconcile();
    PodFact next = small.pod("db", "db-2", "worker-2", Small.claiming("data"));

    // When
    volumes.reconcile();

    // Then
    assertThat(volumes.attached(next)).isFalse();
    assertThat(small.truth.world().workloads().attachments().values())
        .extracting(AttachmentFact::nodeName)
        .containsExactly("worker-1");
  }
}
