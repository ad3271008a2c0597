package io.restitch.cluster;

import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.core.plan.Plan;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The plan's bulk, compressed in a ConfigMap that its hash names; never changed once written. */
final class PlanStore {
  private static final String MAPS = "/api/v1/namespaces/" + Namespaces.OURS + "/configmaps/";
  private static final String KEY = "plan.gz";

  private final Api api;
  private final PlanCodec codec;

  PlanStore(Api api, PlanCodec codec) {
    this.api = api;
    this.codec = codec;
  }

  void write(Plan plan, String hash) {
    String name = name(hash);
    String body =
        Json.write(
            Map.of(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "metadata",
                Map.of("name", name, "annotations", Map.of("restitch.io/plan", hash)),
                "binaryData",
                Map.of(KEY, Base64.getEncoder().encodeToString(zip(codec.write(plan))))));
    api.require(Call.apply(MAPS + name, body, "plan " + name));
  }

  Plan read(String hash) {
    String name = name(hash);
    String data =
        api.require(Call.get(MAPS + name, "plan " + name))
            .json()
            .path("binaryData")
            .path(KEY)
            .asString("");
    return codec.read(unzip(Base64.getDecoder().decode(data), name));
  }

  private static String name(String hash) {
    String hex = hash.replaceFirst("^[a-z0-9]+:", "");
    return "plan-" + hex.substring(0, Math.min(12, hex.length()));
  }

  private static byte[] zip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw broken("the plan", e);
    }
    return bytes.toByteArray();
  }

  private static String unzip(byte[] bytes, String name) {
    try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(zip.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw broken("ConfigMap " + Namespaces.OURS + "/" + name, e);
    }
  }

  private static RestitchException broken(String what, IOException e) {
    return new RestitchException(
        ErrorCode.BAD_FILE,
        what + " cannot be read: " + e.getMessage(),
        "approve the plan's file again with 'restitch apply FILE'",
        e);
  }
}
