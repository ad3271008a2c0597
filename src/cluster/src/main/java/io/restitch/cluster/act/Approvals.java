package io.restitch.cluster.act;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.core.action.ClusterAction.ApproveServingCertificate;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Approves CertificateSigningRequests as {@code kubectl certificate approve} does: by a condition,
 * on the subresource {@code approval}. One that somebody has decided on meanwhile stays as it is.
 */
final class Approvals {
  private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests/";

  private final Api api;
  private final InstantSource clock;

  Approvals(Api api, InstantSource clock) {
    this.api = api;
    this.clock = clock;
  }

  /** Approves it, if it is still there and undecided. What it asks for can not have changed. */
  void approve(ApproveServingCertificate action) {
    String subject = "certificate request " + action.request();
    Optional<JsonNode> request =
        api.ifThere(Call.get(REQUESTS + action.request(), subject)).map(Answer::json);
    if (request.filter(r -> open(r, action.uid())).isEmpty()) {
      return;
    }
    ObjectNode approved = request.get().deepCopy().asObject();
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    approved
        .withObject("/status")
        .withArray("conditions")
        .addObject()
        .put("type", "Approved")
        .put("status", "True")
        .put("reason", "RestitchMadeTheMachine")
        .put(
            "message",
            "the provider lists the machine of node "
                + action.node()
                + ", and every name and address in the request")
        .put("lastUpdateTime", now)
        .put("lastTransitionTime", now);
    api.require(Call.put(REQUESTS + action.request() + "/approval", approved.toString(), subject));
  }

  private static boolean open(JsonNode request, String uid) {
    return request.at("/metadata/uid").asString("").equals(uid)
        && request.at("/status/conditions").isEmpty();
  }
}
