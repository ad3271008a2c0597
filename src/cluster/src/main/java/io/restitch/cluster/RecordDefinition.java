package io.restitch.cluster;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The CustomResourceDefinition of the record. */
final class RecordDefinition {
  private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  private static final String CRD = CRDS + "/migrations.restitch.io";
  private static final String SUBJECT = "CustomResourceDefinition migrations.restitch.io";
  private static final String VERSION = "v1alpha1";
  private static final String RECORDS =
      "/apis/restitch.io/v1alpha1/namespaces/" + Namespaces.OURS + "/migrations";
  private static final int LOOKS = 50;

  private RecordDefinition() {}

  /** Installs it if it is missing, and waits until it is served. */
  static void install(Api api) {
    Optional<Answer> found = api.ifThere(Call.get(CRD, SUBJECT));
    if (found.isEmpty()) {
      api.require(Call.apply(CRD, yaml(), SUBJECT));
    } else if (!serves(found.get().json())) {
      throw new RestitchException(
          ErrorCode.NEWER_RECORD,
          SUBJECT + " was installed by a newer restitch: it no longer serves " + VERSION,
          "use the restitch that installed it");
    }
    for (int look = 0; look < LOOKS; look++) {
      if (established(api.require(Call.get(CRD, SUBJECT)).json())
          && api.send(Call.get(RECORDS + "?limit=1", "migrations")).ok()) {
        return;
      }
      pause();
    }
    throw new RestitchException(
        ErrorCode.TRANSIENT,
        SUBJECT + " is not established after ten seconds",
        "look at its conditions with kubectl describe");
  }

  private static boolean serves(JsonNode crd) {
    for (JsonNode version : crd.path("spec").path("versions")) {
      if (version.path("name").asString("").equals(VERSION)) {
        return version.path("served").asBoolean(false);
      }
    }
    return false;
  }

  private static boolean established(JsonNode crd) {
    for (JsonNode condition : crd.path("status").path("conditions")) {
      if (condition.path("type").asString("").equals("Established")) {
        return condition.path("status").asString("").equals("True");
      }
    }
    return false;
  }

  static String yaml() {
    try (InputStream in =
        Objects.requireNonNull(
            RecordDefinition.class.getResourceAsStream("/migrations.restitch.io.yaml"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new RestitchException(ErrorCode.INTERNAL, "the CRD cannot be read", "", e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RestitchException(ErrorCode.TRANSIENT, "interrupted", "", e);
    }
  }
}
