package io.restitch.host.look;

import io.restitch.core.net.Cidr;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
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
        throw no(machine, "JSON object", null);
      }
      return new Answer(machine, object);
    } catch (JacksonException e) {
      throw no(machine, "JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static RestitchException no(String machine, String what, @Nullable Exception cause) {
    return new RestitchException(
        ErrorCode.INTERNAL,
        machine + " printed no " + what,
        "please report this, with the output of 'restitch render control-plane observe' run there",
        cause);
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
        ? of(name, isTexts(object.path(name))).valueStream().map(JsonNode::stringValue).toList()
        : List.of();
  }

  /**
   * An address range; null if it is not known. Of several, with commas between, the first, as in
   * the flags of a cluster with two families of addresses.
   */
  @Nullable Cidr range(String name) {
    String first = text(name).split(",", 2)[0];
    try {
      return first.isBlank() ? null : Cidr.parse(first);
    } catch (IllegalArgumentException e) {
      throw wrong(name, e);
    }
  }

  /** The range that an interface's address is in; null if it is not known. */
  @Nullable Cidr rangeAround(String name) {
    String address = text(name);
    try {
      return address.isBlank() ? null : Cidr.around(address);
    } catch (IllegalArgumentException e) {
      throw wrong(name, e);
    }
  }

  private static boolean isTexts(JsonNode list) {
    return list.isArray() && list.valueStream().allMatch(JsonNode::isString);
  }

  private JsonNode of(String name, boolean right) {
    if (!right) {
      throw wrong(name, null);
    }
    return object.path(name);
  }

  private RestitchException wrong(String name, @Nullable Exception cause) {
    return new RestitchException(
        ErrorCode.INTERNAL,
        machine + " printed " + object.path(name) + " for '" + name + "'",
        "please report this",
        cause);
  }
}
