package io.restitch.cluster.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.core.workers.JoinToken;
import io.restitch.render.JoinAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One bootstrap token a machine, the same for whoever makes it again. */
class JoinTokensTest {
  private static final String MACHINE = "3fa9c100112233445566778899aabbcc";
  private static final String TOKEN =
      "/api/v1/namespaces/kube-system/secrets/bootstrap-token-" + JoinToken.id(MACHINE);
  private static final String DELETION = "DELETE /api/v1/namespaces/kube-system/secrets";
  private static final String CA =
      """
      -----BEGIN CERTIFICATE-----
      MIIBgDCCASegAwIBAgIUcODGKkGQFhEC6arRqQzgbZEf1nUwCgYIKoZIzj0EAwIw
      FTETMBEGA1UEAwwKa3ViZXJuZXRlczAgFw0yNjExMjcyMjUzMjJaGA8yMTI2MTEw
      MzIyNTMyMlowFTETMBEGA1UEAwwKa3ViZXJuZXRlczBZMBMGByqGSM49AgEGCCqG
      SM49AwEHA0IABNsFDx+hzSg9l3xBe/ajsYLWtBvAvjJ/+30VfGTVkFneOk4NNPNP
      vKswVKYuQdA2VQIs9IRdwr4DYLa22mRGSCOjUzBRMB0GA1UdDgQWBBQa/GYGdnmP
      nqwPF63Uqml32+7S4jAfBgNVHSMEGDAWgBQa/GYGdnmPnqwPF63Uqml32+7S4jAP
      BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCID3JXWIBHPJN9FL6NVOi
      gtrJ9utTStW+VU0IePppWKauAiBJwJQl4vbL5Uw+h5Z1p2s9aUrOq7M9puYFmfFk
      uMN3DA==
      -----END CERTIFICATE-----
      """;

  private final ApiServer server;
  private final JoinTokens tokens;

  JoinTokensTest() throws IOException {
    server = new ApiServer();
    tokens =
        new JoinTokens(server.api(), InstantSource.fixed(Instant.parse("2026-11-01T08:00:00.5Z")));
  }

  @BeforeEach
  void keep() {
    server.keep(
        "/api/v1/namespaces/kube-system/configmaps/kubelet-config",
        "{\"data\":{\"kubelet\":\"apiVersion: v1\\ncgroupDriver: cgroupfs\\n\"}}");
    server.keep("/version", "{\"gitVersion\":\"v1.34.3-eks-1\"}");
    server.keep(
        "/api/v1/namespaces/kube-public/configmaps/cluster-info",
        """
        {"data":{"kubeconfig":"apiVersion: v1\\nkind: Config\\nclusters:\\n- name: ''\\n  cluster:\\n    server: https://api.example:6443\\n    certificate-authority-data: %s\\n"}}
        """
            .formatted(Base64.getEncoder().encodeToString(CA.getBytes(StandardCharsets.UTF_8))));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldMakeATokenForHalfAnHour() {
    // when
    JoinAccess access = tokens.access(MACHINE);

    // then
    JsonNode secret = server.at(TOKEN);
    assertThat(access.token()).matches("[a-z0-9]{6}\\.[a-z0-9]{16}");
    assertThat(access.token())
        .isEqualTo(
            secret.at("/stringData/token-id").asString()
                + "."
                + secret.at("/stringData/token-secret").asString());
    assertThat(secret.at("/stringData/expiration").asString()).isEqualTo("2026-11-01T08:30:00Z");
    assertThat(access.server()).isEqualTo("api.example:6443");
    assertThat(access.version()).isEqualTo("1.34.3");
    assertThat(access.cgroupDriver()).isEqualTo("cgroupfs");
    // openssl x509 -pubkey -noout | openssl pkey -pubin -outform der | sha256sum
    assertThat(access.caHash())
        .isEqualTo("sha256:2b1d913c681accff7307237dcb2cade6e48abf83aba15d55c348eae28fb0666a");
  }

  @Test
  void shouldMakeTheSameTokenAgain() {
    JoinAccess first = tokens.access(MACHINE);
    expire();

    assertThat(tokens.access(MACHINE)).isEqualTo(first);
    expire();
    assertThat(tokens.access("01" + MACHINE.substring(2)).token())
        .isNotEqualTo(tokens.access(MACHINE).token());
  }

  @Test
  void shouldGiveATokenThatIsThereAlreadyAllOfItsTimeAgain() {
    // given
    String token = tokens.access(MACHINE).token();
    ObjectNode old = (ObjectNode) server.at(TOKEN).deepCopy();
    old.withObject("/stringData").put("expiration", "2026-11-01T08:00:09Z");
    server.keep(TOKEN, old.toString());
    server.lost(DELETION, this::expire, 200, "{\"items\":[]}");

    // when
    JoinAccess again = tokens.access(MACHINE);

    // then
    assertThat(again.token()).isEqualTo(token);
    assertThat(server.at(TOKEN).at("/stringData/expiration").asString())
        .isEqualTo("2026-11-01T08:30:00Z");
    assertThat(server.asked(DELETION))
        .singleElement()
        .satisfies(a -> assertThat(a.query()).startsWith("labelSelector=restitch.io/join-token="));
  }

  @Test
  void shouldLeaveATokenOfOthersAndLetTheNextMachineHaveAnotherName() {
    // given: it has no label of ours
    server.keep(TOKEN, "{}");
    server.answer(DELETION, 200, "{\"items\":[]}");

    // then
    assertThatThrownBy(() -> tokens.access(MACHINE))
        .isInstanceOfSatisfying(
            RestitchException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessageContaining("bootstrap-token-" + JoinToken.id(MACHINE))
        .hasMessageContaining("is not restitch's");
    assertThat(server.at(TOKEN).has("stringData")).isFalse();
  }

  /** The token cleaner takes it away. */
  private void expire() {
    server.forget(TOKEN);
  }

  @Test
  void shouldReadNoTokenAndDeleteOnlyOurs() {
    // given
    server.answer("DELETE /api/v1/namespaces/kube-system/secrets", 200, "{\"items\":[]}");

    // when
    tokens.access(MACHINE);
    tokens.delete(JoinToken.id(MACHINE));

    // then
    assertThat(server.asked())
        .noneMatch(a -> a.startsWith("GET ") && a.contains("kube-system/secrets"));
    assertThat(server.asked("DELETE /api/v1/namespaces/kube-system/secrets"))
        .singleElement()
        .satisfies(a ->
            assertThat(a.query())
                .isEqualTo("labelSelector=restitch.io/join-token=" + JoinToken.id(MACHINE)));
  }

  @Test
  void shouldSayWhereMachinesCannotJoin() {
    server.keep("/api/v1/namespaces/kube-public/configmaps/cluster-info", "{\"data\":{}}");

    assertThatThrownBy(() -> tokens.access(MACHINE))
        .isInstanceOf(RestitchException.class)
        .hasMessageContaining("cluster-info names no server");
  }
}
