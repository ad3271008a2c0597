package io.restitch.cluster.api;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the API server answered, whole.
 *
 * @param code HTTP status
 * @param after the {@code Retry-After} header; null if there was none
 * @param body the body
 */
public record Answer(int code, @Nullable Duration after, String body) {

  /** 2xx. */
  public boolean ok() {
    return code >= 200 && code < 300;
  }

  /** When to ask again, if the server said so. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(after);
  }

  /** The body as a tree; an empty object if it is not JSON. */
  public JsonNode json() {
    return Json.tree(body);
  }

  /** The server's own words, or the HTTP status. */
  public String message() {
    String words = json().path("message").asString("");
    return words.isEmpty() ? "HTTP " + code : words;
  }

  /** {@code reason} of the Status, such as {@code AlreadyExists}; may be empty. */
  public String reason() {
    return json().path("reason").asString("");
  }

  /** Whether the Status names this cause. */
  public boolean hasCause(String reason) {
    for (JsonNode cause : json().path("details").path("causes")) {
      if (cause.path("reason").asString("").equals(reason)) {
        return true;
      }
    }
    return false;
  }
}
