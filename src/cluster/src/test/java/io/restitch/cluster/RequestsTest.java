package io.restitch.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.cluster.act.Hands;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.watch.Eyes;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestsTest {
  private static final EvictPod EVICT =
      new EvictPod(new ObjectRef("shop", "cart-0"), "u-1", "worker-1", null, null, "");

  @Test
  void shouldPostOnceWhenABudgetBlocksAnEviction() throws IOException {
    try (FakeApi fake =
        new FakeApi(429, "{\"details\": {\"causes\": [{\"reason\": \"DisruptionBudget\"}]}}")) {
      Hands hands =
          new Hands(
              fake.api(),
              new Eyes(json -> Optional.empty()),
              Optional::empty,
              InstantSource.system());

      assertThatThrownBy(() -> hands.perform(EVICT)).isInstanceOf(RestitchException.class);

      assertThat(fake.asked).containsExactly("POST /api/v1/namespaces/shop/pods/cart-0/eviction");
    }
  }

  @Test
  void shouldPostOnceWhenTheServerFailsDuringAnEviction() throws IOException {
    try (FakeApi fake = new FakeApi(503, "{}")) {
      Hands hands =
          new Hands(
              fake.api(),
              new Eyes(json -> Optional.empty()),
              Optional::empty,
              InstantSource.system());

      assertThatThrownBy(() -> hands.perform(EVICT)).isInstanceOf(RestitchException.class);

      assertThat(fake.asked).hasSize(1);
    }
  }

  @Test
  void shouldTryFourTimesWhenAReadFails() throws IOException {
    try (FakeApi fake = new FakeApi(503, "{}")) {
      assertThat(fake.api().send(Call.get("/version", "version")).code()).isEqualTo(503);
      assertThat(fake.asked).hasSize(4);
    }
  }

  @Test
  void shouldSayThatCredentialsExpiredWhenTheyAreRefused() throws IOException {
    try (FakeApi fake = new FakeApi(401, "{\"message\": \"Unauthorized\"}")) {
      assertThatThrownBy(() -> fake.api().require(Call.get("/version", "version")))
          .hasMessageContaining("expired");
    }
  }

  @Test
  void shouldNameTheFileWhenAKubeconfigIsMissing() {
    assertThatThrownBy(
            () -> Kube.connect(Optional.of(Path.of("no-such-file")), Optional.empty(), "1"))
        .hasMessageContaining("no-such-file");
  }
}
