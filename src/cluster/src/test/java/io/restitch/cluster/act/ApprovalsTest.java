package io.restitch.cluster.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.action.ClusterAction.ApproveServingCertificate;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Approved as kubectl does it; what somebody has decided on stays as it is. */
class ApprovalsTest {
  private static final String REQUEST =
      "/apis/certificates.k8s.io/v1/certificatesigningrequests/csr-1";

  private final ApiServer server;
  private final Approvals approvals;

  ApprovalsTest() throws IOException {
    server = new ApiServer();
    approvals =
        new Approvals(server.api(), InstantSource.fixed(Instant.parse("2026-11-01T08:00:00.5Z")));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldSetTheConditionOnTheApproval() {
    // given
    server.keep(REQUEST, "{\"metadata\":{\"name\":\"csr-1\",\"uid\":\"u-1\"},\"spec\":{\"a\":1}}");
    server.answer("PUT " + REQUEST + "/approval", 200, "{}");

    // when
    approvals.approve(new ApproveServingCertificate("csr-1", "u-1", "worker-1"));

    // then
    JsonNode put = server.asked("PUT " + REQUEST + "/approval").getFirst().body();
    JsonNode condition = put.at("/status/conditions/0");
    assertThat(put.at("/spec/a").asInt()).isEqualTo(1);
    assertThat(put.at("/metadata/resourceVersion").asString("")).isNotEmpty();
    assertThat(condition.path("type").asString()).isEqualTo("Approved");
    assertThat(condition.path("status").asString()).isEqualTo("True");
    assertThat(condition.path("message").asString()).contains("worker-1");
    assertThat(condition.path("lastUpdateTime").asString()).isEqualTo("2026-11-01T08:00:00Z");
  }

  @Test
  void shouldLeaveWhatSomebodyHasDecidedOn() {
    server.keep(
        REQUEST,
        """
        {"metadata":{"name":"csr-1","uid":"u-1"},
         "status":{"conditions":[{"type":"Denied","status":"True"}]}}
        """);

    approvals.approve(new ApproveServingCertificate("csr-1", "u-1", "worker-1"));

    assertThat(server.asked()).containsExactly("GET " + REQUEST);
  }

  @Test
  void shouldLeaveAnotherRequestOfThatName() {
    server.keep(REQUEST, "{\"metadata\":{\"name\":\"csr-1\",\"uid\":\"u-2\"}}");

    approvals.approve(new ApproveServingCertificate("csr-1", "u-1", "worker-1"));

    assertThat(server.asked()).containsExactly("GET " + REQUEST);
  }

  @Test
  void shouldFindNothingToDoWhenItIsGone() {
    approvals.approve(new ApproveServingCertificate("csr-1", "u-1", "worker-1"));

    assertThat(server.asked()).containsExactly("GET " + REQUEST);
  }
}
