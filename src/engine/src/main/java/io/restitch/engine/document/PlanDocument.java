package io.restitch.engine.document;

import io.restitch.core.plan.Plan;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A plan in a file: what was approved, with its hash. Written the same to the byte for the same
 * plan; a plan that was changed by hand is not the plan that was approved, and is refused.
 */
public final class PlanDocument {
  public static final String KIND = "Plan";

  private PlanDocument() {}

  /** SHA-256 of the plan's canonical JSON, in hexadecimal. */
  public static String hash(Plan plan) {
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-256")
              .digest(canonical(plan).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The plan alone, on one line, names sorted. */
  public static String canonical(Plan plan) {
    return Codec.CANONICAL.writeValueAsString(plan);
  }

  /** The document as YAML. */
  public static String yaml(Plan plan) {
    return Codec.yaml(map(plan));
  }

  /** The document as JSON. */
  public static String json(Plan plan) {
    return Codec.json(map(plan));
  }

  /**
   * Reads YAML or JSON.
   *
   * @param source the file's name, for messages
   * @throws RestitchException {@code BAD_FILE} if it is no plan, or was changed after it was made
   */
  public static Plan read(String source, String text) {
    Problems problems = new Problems();
    if (!(Trees.read(text, problems) instanceof Tree.Table table)) {
      throw wrong(source, "is no plan", null);
    }
    problems.refuse(source);
    Map<String, Tree> parts = new LinkedHashMap<>();
    table.entries().forEach(e -> parts.put(e.name(), e.value()));
    Head.check(parts, KIND, problems);
    problems.refuse(source);
    Plan plan;
    String saidHash;
    try {
      JsonNode top = Codec.yamlMapper().readTree(text);
      saidHash = top.path("metadata").path("hash").asString("");
      plan = Codec.CANONICAL.treeToValue(top.path("spec"), Plan.class);
    } catch (JacksonException e) {
      throw wrong(source, "is damaged: " + e.getOriginalMessage().split("[;\\n]", 2)[0], e);
    }
    if (plan == null) {
      throw wrong(source, "holds no spec", null);
    }
    if (!hash(plan).equals(saidHash)) {
      throw wrong(source, "was changed after it was made: its hash no longer fits", null);
    }
    return plan;
  }

  private static RestitchException wrong(String source, String what, @Nullable Throwable cause) {
    return new RestitchException(
        ErrorCode.BAD_FILE,
        source + " " + what,
        "make it again with `restitch plan --out " + source + "`; change restitch.yaml, not plans",
        cause);
  }

  /** The document as nested maps, in the order they are written. */
  public static Map<String, Object> map(Plan plan) {
    Map<String, Object> top = new LinkedHashMap<>();
    top.put("apiVersion", SettingsDocument.API_VERSION);
    top.put("kind", KIND);
    top.put("metadata", Map.of("hash", hash(plan)));
    top.put("spec", Codec.CANONICAL.valueToTree(plan));
    return top;
  }
}
