package io.restitch.cluster;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Problems;
import io.restitch.core.Names;

/** The namespace everything of ours lies in. */
final class Namespaces {
  static final String OURS = Names.SYSTEM;

  private Namespaces() {}

  /** Makes it unless it is there. */
  static void ensure(Api api) {
    String subject = "namespace " + OURS;
    if (api.send(Call.get("/api/v1/namespaces/" + OURS, subject)).ok()) {
      return;
    }
    Call call =
        Call.post(
            "/api/v1/namespaces",
            "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\""
                + OURS
                + "\"}}",
            subject);
    Answer answer = api.send(call);
    if (!answer.ok() && answer.code() != 409) {
      throw Problems.of(answer, call);
    }
  }
}
