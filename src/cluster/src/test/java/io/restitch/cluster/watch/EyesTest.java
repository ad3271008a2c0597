package io.restitch.cluster.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is made of pods between the answer to their eviction and the news of it. */
class EyesTest {
  private static final ObjectRef CART = new ObjectRef("shop", "cart-0");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Eyes eyes = new Eyes(json -> Optional.empty());
  private final Kind<Pod> pods = pods(eyes);

  @Test
  void shouldGoOnTerminatingWhenOlderNewsComesAfterTheEvictionWasGranted() {
    pods.seen(pod("u-1", "1"));
    eyes.deleted(CART, "u-1", NOW);

    List<Change> older = pods.seen(disrupted(pod("u-1", "2")));

    assertThat(seen(older)).isNotEmpty().allMatch(PodFact::terminating);
  }

  @Test
  void shouldTakeTheServersWordWhenItShowsTheDeletion() {
    pods.seen(pod("u-1", "1"));
    eyes.deleted(CART, "u-1", NOW);

    List<Change> news = pods.seen(deletedAt(pod("u-1", "3"), "2026-01-01T00:00:30Z"));

    assertThat(seen(news))
        .extracting(p -> p.status().deletedAt())
        .containsExactly(NOW.plusSeconds(30));
  }

  @Test
  void shouldNotTakeAnotherPodOfThatNameForTheEvictedOne() {
    pods.seen(pod("u-1", "1"));
    eyes.deleted(CART, "u-1", NOW);
    pods.gone("shop/cart-0");

    List<Change> news = pods.seen(pod("u-2", "4"));

    assertThat(seen(news)).hasSize(1).noneMatch(PodFact::terminating);
  }

  @Test
  void shouldStayWhenItIsSeenToStayAfterItWasOnlyMadeToLeave() {
    pods.seen(pod("u-1", "1"));
    eyes.leaving(CART, "u-1", NOW);

    List<Change> news = pods.seen(pod("u-1", "2"));

    assertThat(seen(news)).hasSize(1).noneMatch(PodFact::terminating);
  }

  private static List<PodFact> seen(List<Change> changes) {
    return changes.stream()
        .filter(Change.PodSeen.class::isInstance)
        .map(c -> ((Change.PodSeen) c).pod())
        .toList();
  }

  @SuppressWarnings("unchecked")
  private static Kind<Pod> pods(Eyes eyes) {
    return (Kind<Pod>)
        eyes.kinds().stream().filter(k -> k.type().equals(Pod.class)).findFirst().orElseThrow();
  }

  private static Pod pod(String uid, String version) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(CART.namespace())
        .withName(CART.name())
        .withUid(uid)
        .withResourceVersion(version)
        .withCreationTimestamp("2025-12-31T00:00:00Z")
        .endMetadata()
        .withNewSpec()
        .withNodeName("worker-1")
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .endStatus()
        .build();
  }

  /** As an eviction changes it first; a label stands for all that may change before the end. */
  private static Pod disrupted(Pod pod) {
    return new PodBuilder(pod)
        .editMetadata()
        .addToLabels("seen", "later")
        .endMetadata()
        .editStatus()
        .addNewCondition()
        .withType("DisruptionTarget")
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }

  private static Pod deletedAt(Pod pod, String at) {
    return new PodBuilder(pod).editMetadata().withDeletionTimestamp(at).endMetadata().build();
  }
}
