package io.restitch.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.cluster.act.Hands;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Retries;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RequestsTest {
  private static final EvictPod EVICT =
      new EvictPod(new ObjectRef("shop", "cart-0"), "u-1", "worker-1", null, null, "");

  @Test
  void shouldPostOnceWhenABudgetBlocksAnEviction() throws IOException {
    try (FakeApi fake =
        new FakeApi(429, "{\"details\": {\"causes\": [{\"reason\": \"DisruptionBudget\"}]}}")) {
      Hands hands = new Hands(fake.api(), Optional::empty, InstantSource.system());

      assertThatThrownBy(() -> hands.perform(EVICT)).isInstanceOf(RestitchException.class);

      assertThat(fake.asked).containsExactly("POST /api/v1/namespaces/shop/pods/cart-0/eviction");
    }
  }

  @Test
  void shouldPostOnceWhenTheServerFailsDuringAnEviction() throws IOException {
    try (FakeApi fake = new FakeApi(503, "{}")) {
      Hands hands = new Hands(fake.api(), Optional::empty, InstantSource.system());

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
  void shouldNotRepeatAChangeWhenTheMachineSleptMeanwhile() throws IOException {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    Function<String, FakeApi.Reply> sleepy =
        request -> {
          now.updateAndGet(t -> t.plus(Duration.ofHours(8)));
          return new FakeApi.Reply(503, "{}");
        };
    try (FakeApi fake = new FakeApi(sleepy, new Retries(Duration.ofMillis(1), now::get))) {
      assertThat(fake.api().send(Call.merge("/api/v1/nodes/w", "{}", "node w")).code())
          .isEqualTo(503);
      assertThat(fake.asked).hasSize(1);
      assertThat(fake.api().send(Call.get("/version", "version")).code()).isEqualTo(503);
      assertThat(fake.asked).hasSize(5);
    }
  }

  @Test
  void shouldRepeatAChangeWhenTheServerFailsForAMoment() throws IOException {
    AtomicInteger answers = new AtomicInteger();
    Function<String, FakeApi.Reply> shaky =
        request -> new FakeApi.Reply(answers.incrementAndGet() < 3 ? 500 : 200, "{}");
    try (FakeApi fake = new FakeApi(shaky, new Retries(Duration.ofMillis(1)))) {
      assertThat(fake.api().send(Call.merge("/api/v1/nodes/w", "{}", "node w")).ok()).isTrue();
      assertThat(fake.asked).hasSize(3);
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
  void shouldNameThePlacesWhenNoKubeconfigIsFound() {
    String before = System.getProperty("kubeconfig", "");
    System.setProperty("kubeconfig", "/nowhere/config");
    try {
      assertThatThrownBy(() -> Kube.find(Optional.empty(), Path.of("/nowhere/token")))
          .isInstanceOfSatisfying(
              RestitchException.class,
              e -> assertThat(e.remedy()).contains("--kubeconfig FILE").contains("KUBECONFIG"))
          .hasMessage("no kubeconfig was found: looked for [/nowhere/config]");
    } finally {
      if (before.isEmpty()) {
        System.clearProperty("kubeconfig");
      } else {
        System.setProperty("kubeconfig", before);
      }
    }
  }

  @Test
  void shouldNameTheFileWhenAKubeconfigIsMissing() {
    assertThatThrownBy(
            () -> Kube.connect(Optional.of(Path.of("no-such-file")), Optional.empty(), "1"))
        .hasMessageContaining("no-such-file");
  }
}
