package io.restitch.provider.exec;

import io.restitch.spi.ProviderErrorCode;
import io.restitch.spi.ProviderException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What every request and every reply have around them. */
final class Envelope {
  static final String API_VERSION = "provider.restitch.io/v1";

  private static final long LONGEST_RETRY_AFTER = Duration.ofDays(1).toSeconds();

  private Envelope() {}

  static byte[] request(Map<String, String> settings, ObjectNode fields) {
    ObjectNode request = Json.MAPPER.createObjectNode();
    request.put("apiVersion", API_VERSION);
    Requests.putAll(request.putObject("settings"), settings);
    request.setAll(fields);
    return Json.MAPPER.writeValueAsBytes(request);
  }

  /** The JSON in an answer; empty if it is not exactly one JSON value. */
  static Optional<JsonNode> json(byte[] output) {
    try {
      JsonNode node = Json.MAPPER.readTree(output);
      return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /**
   * Takes the envelope off.
   *
   * @param who binary and verb, for the message of an error reply
   * @throws Malformed naming what is wrong
   */
  static Reply open(JsonNode reply, String who, Secrets secrets) {
    Fields fields = new Fields(reply, "the reply");
    String version = fields.text("apiVersion");
    if (!version.equals(API_VERSION)) {
      throw new Malformed(
          "apiVersion is %s; this restitch speaks %s"
              .formatted(Printable.first(version, 40), API_VERSION));
    }
    JsonNode result = reply.get("result");
    JsonNode error = reply.get("error");
    if ((result == null) == (error == null)) {
      throw new Malformed("a reply has either result or error");
    }
    return result != null
        ? new Reply.Result(result)
        : new Reply.Failure(failure(new Fields(error, "error"), who, secrets));
  }

  private static ProviderException failure(Fields error, String who, Secrets secrets) {
    String word = error.text("code");
    ProviderErrorCode code =
        Arrays.stream(ProviderErrorCode.values())
            .filter(known -> known.name().equals(word))
            .findFirst()
            .orElseThrow(() ->
                new Malformed(
                    "error.code is unknown: %s (known: %s)"
                        .formatted(
                            Printable.first(word, 40),
                            Arrays.toString(ProviderErrorCode.values()))));
    String message = Printable.first(secrets.withheldFrom(error.text("message")), 1000);
    return new ProviderException(code, who + ": " + message, null, retryAfter(error));
  }

  private static @Nullable Duration retryAfter(Fields error) {
    JsonNode seconds = error.node().get("retryAfterSeconds");
    if (seconds == null || seconds.isNull()) {
      return null;
    }
    if (!seconds.isNumber()
        || seconds.doubleValue() < 0
        || seconds.doubleValue() > LONGEST_RETRY_AFTER) {
      throw new Malformed("error.retryAfterSeconds must be a number from 0 to 86400");
    }
    return Duration.ofMillis(Math.round(seconds.doubleValue() * 1000));
  }
}
