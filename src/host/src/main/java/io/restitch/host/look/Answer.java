package io.restitch.host.look;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One JSON object that a machine printed. What is missing or null is not known; what is of another
 * type than it should be is a fault.
 */
final class Answer {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String machine;
  private final JsonNode object;

  private Answer(String machine, JsonNode object) {
    this.machine = machine;
    this.object = object;
  }

  static Answer read(String machine, String text) {
    try {
      JsonNode object = JSON.readTree(text);
      if (object == null || !object.isObject()) {
        throw new RestitchException(ErrorCode.INTERNAL, machine + " printed no JSON object", "");
      }
      return new Answer(machine, object);
    } catch (JacksonException e) {
      throw new RestitchException(
          ErrorCode.INTERNAL,
          machine + " printed no JSON: " + e.getOriginalMessage(),
          "please report this, with the output of 'restitch render control-plane observe' run there",
          e);
    }
  }

  /** An object in it; one without anything known if it is not there. */
  Answer object(String name) {
    JsonNode found = object.path(name);
    return new Answer(machine, found.isObject() ? found : JSON.createObjectNode());
  }

  boolean has(String name) {
    return !object.path(name).isMissingNode() && !object.path(name).isNull();
  }

  Optional<Boolean> flag(String name) {
    return has(name)
        ? Optional.of(of(name, object.path(name).isBoolean()).booleanValue())
        : Optional.empty();
  }

  OptionalLong number(String name) {
    return has(name)
        ? OptionalLong.of(of(name, object.path(name).isIntegralNumber()).longValue())
        : OptionalLong.empty();
  }

  /** A text; empty if it is not known. */
  String text(String name) {
    return has(name) ? of(name, object.path(name).isString()).stringValue() : "";
  }

  List<String> texts(String name) {
    return has(name)
        ? of(name, object.path(name).isArray()).valueStream().map(JsonNode::asString).toList()
        : List.of();
  }

  private JsonNode of(String name, boolean right) {
    if (!right) {
      throw new RestitchException(
          ErrorCode.INTERNAL,
          machine + " printed " + object.path(name) + " for '" + name + "'",
          "please report this");
    }
    return object.path(name);
  }
}
