package io.restitch.cluster.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Retries;
import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.fact.KubeletFact;
import io.restitch.core.fact.KubeletFact.Which;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One request to a kubelet, and whatever becomes of it is a fact. */
class ConfigurationsTest {
  private static final String CONFIGZ = "/api/v1/nodes/worker-1/proxy/configz";
  private static final Instant NOW = Instant.parse("2026-11-01T08:00:00Z");
  private static final Which WORKER = new Which("worker-1", "u-1", "boot-1");

  private final ApiServer server;
  private final CountDownLatch never = new CountDownLatch(1);

  ConfigurationsTest() throws IOException {
    server = new ApiServer();
  }

  @AfterEach
  void close() {
    never.countDown();
    server.close();
  }

  @Test
  void shouldTellTheSettingsThatAreLookedAtAndNoOthers() {
    server.answer(
        "GET " + CONFIGZ,
        200,
        """
        {"kubeletconfig":{
          "maxPods":110,"clusterDomain":"cluster.local","clusterDNS":["10.96.0.10"],
          "evictionHard":{"nodefs.available":"10%","memory.available":"100Mi"},
          "authentication":{"anonymous":{"enabled":false},"x509":{"clientCAFile":"/etc/ca"}},
          "memorySwap":{},"kubeReserved":null,"resolvConf":"","allowedUnsafeSysctls":[],
          "providerID":"aws:///a/i-1","podCIDR":"10.244.1.0/24","address":"0.0.0.0",
          "staticPodPath":"/etc/kubernetes/manifests"}}
        """);

    KubeletFact said = read();

    assertThat(said.problem()).isEmpty();
    assertThat(said.which()).isEqualTo(WORKER);
    assertThat(said.at()).isEqualTo(NOW);
    assertThat(said.settings())
        .containsOnly(
            entry("maxPods", "110"),
            entry("providerID", "\"aws:///a/i-1\""),
            entry("clusterDomain", "\"cluster.local\""),
            entry("clusterDNS", "[\"10.96.0.10\"]"),
            entry("evictionHard", "{memory.available: \"100Mi\", nodefs.available: \"10%\"}"),
            entry("authentication.anonymous.enabled", "false"));
  }

  @Test
  void shouldReadWhatJoiningKubeletsAreGivenInTheSameWords() {
    server.answer(
        "GET " + JoiningKubelets.CONFIG,
        200,
        """
        {"data":{"kubelet":"apiVersion: kubelet.config.k8s.io/v1beta1\\nmaxPods: 250\\n\
        clusterDNS:\\n- 10.96.0.10\\nstreamingConnectionIdleTimeout: 0s\\n\
        evictionHard:\\n  memory.available: 100Mi\\nmemorySwap: {}\\n"}}
        """);

    assertThat(joining().settings().orElseThrow())
        .containsOnly(
            entry("maxPods", "250"),
            entry("clusterDNS", "[\"10.96.0.10\"]"),
            entry("evictionHard", "{memory.available: \"100Mi\"}"));
  }

  @ParameterizedTest
  @CsvSource({"403, no", "404, no", "200, {}"})
  void shouldDoWithoutWhatJoiningKubeletsAreGiven(int status, String body) {
    server.answer("GET " + JoiningKubelets.CONFIG, status, body);

    assertThat(joining().settings().orElse(new TreeMap<>())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "403, http-403, it is forbidden (HTTP 403: no)",
    "404, http-404, it does not serve /configz (enableDebuggingHandlers may be off) (HTTP 404: no)",
    "502, http-502, the API server does not reach it (HTTP 502: no)",
    "503, http-503, the API server does not reach it (HTTP 503: no)"
  })
  void shouldSayWhyAKubeletDoesNotSay(int status, String code, String reason) {
    server.answer("GET " + CONFIGZ, status, "no\n");

    KubeletFact said = read();

    assertThat(said.settings()).isEmpty();
    assertThat(said.problem()).contains(new KubeletFact.Unread(code, reason));
    assertThat(server.asked()).containsExactly("GET " + CONFIGZ);
  }

  @Test
  void shouldSayTheApiServersOwnWords() {
    server.answer("GET " + CONFIGZ, 503, "{\"kind\":\"Status\",\"message\":\"dial tcp: refused\"}");

    assertThat(read().problem().orElseThrow().reason()).endsWith("(HTTP 503: dial tcp: refused)");
  }

  @Test
  void shouldNotTakeAnythingElseForAConfiguration() {
    server.answer("GET " + CONFIGZ, 200, "ok");

    assertThat(read().problem().orElseThrow().reason())
        .isEqualTo("what it says at /configz is not its configuration (HTTP 200)");
  }

  @Test
  void shouldNotWaitForeverForAKubeletThatDoesNotAnswer() {
    server.before("GET " + CONFIGZ, this::hang);

    KubeletFact said =
        new Configurations(server.api(), InstantSource.fixed(NOW), Duration.ofMillis(200))
            .read(WORKER);

    assertThat(said.problem().orElseThrow().code()).isEqualTo("no-answer");
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void shouldFailWhereTheApiServerItselfIsGone() {
    Config nowhere =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:1")
            .withRequestRetryBackoffLimit(0)
            .build();
    Api gone =
        new Api(
            new KubernetesClientBuilder().withConfig(nowhere).build(),
            new Retries(Duration.ofMillis(1)));
    Configurations configurations = new Configurations(gone, InstantSource.fixed(NOW));

    assertThatThrownBy(() -> configurations.read(WORKER))
        .isInstanceOfSatisfying(
            RestitchException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE));
  }

  private KubeletFact read() {
    return new Configurations(server.api(), InstantSource.fixed(NOW)).read(WORKER);
  }

  private JoiningKubelets joining() {
    return new JoiningKubelets(server.api());
  }

  private void hang() {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
