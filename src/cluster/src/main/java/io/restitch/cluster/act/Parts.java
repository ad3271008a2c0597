package io.restitch.cluster.act;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.core.Names;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Objects of ours under names that somebody else may have given, too: ours are those that say so
 * ({@link Names#PART}). Names that begin with {@code restitch-}, and what is in {@link
 * Names#SYSTEM}, are ours as they are.
 */
final class Parts {
  private final Api api;
  private final String part;

  /**
   * @param part value of {@link Names#PART}
   */
  Parts(Api api, String part) {
    this.api = api;
    this.part = part;
  }

  /** Whether it is one of them. */
  boolean ours(JsonNode object) {
    return object.at("/metadata/labels").path(Names.PART).asString("").equals(part);
  }

  /**
   * Whoever has an object of this name keeps it.
   *
   * @param path of one that is about to be made
   * @throws RestitchException {@code BLOCKED} if somebody else's is there
   */
  void refuseTaken(String path, String subject, String remedy) {
    if (found(path, subject).filter(o -> !ours(o)).isPresent()) {
      throw new RestitchException(
          ErrorCode.BLOCKED, subject + " is there, and is not restitch's", remedy);
    }
  }

  /** Deletes one of them; somebody else's of this name stays. */
  void remove(String path, String subject) {
    found(path, subject)
        .filter(this::ours)
        .map(o -> Map.of("preconditions", Map.of("uid", o.at("/metadata/uid").asString(""))))
        .ifPresent(same -> api.ifThere(Call.delete(path, Json.write(same), subject)));
  }

  private Optional<JsonNode> found(String path, String subject) {
    return api.ifThere(Call.get(path, subject)).map(Answer::json);
  }
}
