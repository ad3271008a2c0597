package io.restitch.provider.exec;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Reads the fields of one JSON object and names them when they are absent or of the wrong kind.
 * Fields that nobody asks for are ignored, so that replies may grow.
 *
 * @param node the object
 * @param at where it stands in the reply, such as {@code result.machines[0]}
 */
record Fields(JsonNode node, String at) {
  Fields {
    if (!node.isObject()) {
      throw new Malformed(at + " must be an object");
    }
  }

  String text(String name) {
    return text(required(name), path(name));
  }

  /** One that came later: a provider from before does not have it. */
  String textIfThere(String name) {
    return node.has(name) ? text(name) : "";
  }

  boolean flag(String name) {
    JsonNode value = required(name);
    if (!value.isBoolean()) {
      throw new Malformed(path(name) + " must be true or false");
    }
    return value.booleanValue();
  }

  long count(String name) {
    JsonNode value = required(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw new Malformed(path(name) + " must be a whole number, 0 or more");
    }
    return value.longValue();
  }

  Instant time(String name) {
    String value = text(name);
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeException e) {
      throw new Malformed(path(name) + " must be a time such as 2026-01-31T12:00:00Z");
    }
  }

  <E extends Enum<E>> E word(String name, E[] words) {
    String value = text(name);
    return Arrays.stream(words)
        .filter(word -> word.name().equals(value))
        .findFirst()
        .orElseThrow(() ->
            new Malformed("%s must be one of %s".formatted(path(name), Arrays.toString(words))));
  }

  List<String> texts(String name) {
    JsonNode array = array(name);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      values.add(text(array.get(i), "%s[%d]".formatted(path(name), i)));
    }
    return values;
  }

  Map<String, String> map(String name) {
    JsonNode object = required(name);
    if (!object.isObject()) {
      throw new Malformed(path(name) + " must be an object");
    }
    Map<String, String> values = new TreeMap<>();
    object.properties().forEach(e -> values.put(e.getKey(), text(e.getValue(), path(name))));
    return values;
  }

  <T> List<T> objects(String name, Function<Fields, T> read) {
    JsonNode array = array(name);
    List<T> values = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      values.add(read.apply(new Fields(array.get(i), "%s[%d]".formatted(path(name), i))));
    }
    return values;
  }

  private JsonNode array(String name) {
    JsonNode value = required(name);
    if (!value.isArray()) {
      throw new Malformed(path(name) + " must be a list");
    }
    return value;
  }

  private JsonNode required(String name) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      throw new Malformed(path(name) + " is missing");
    }
    return value;
  }

  private String path(String name) {
    return at + "." + name;
  }

  private static String text(JsonNode value, String path) {
    if (!value.isString()) {
      throw new Malformed(path + " must be a string");
    }
    return value.stringValue();
  }
}
