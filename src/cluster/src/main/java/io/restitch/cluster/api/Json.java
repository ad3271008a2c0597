package io.restitch.cluster.api;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON in and out. */
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  /** Writes maps, lists and plain values. */
  public static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** Reads a tree; an empty object if the text is not JSON. */
  public static JsonNode tree(String text) {
    try {
      JsonNode tree = MAPPER.readTree(text);
      return tree.isMissingNode() ? MAPPER.createObjectNode() : tree;
    } catch (JacksonException notJson) {
      return MAPPER.createObjectNode();
    }
  }
}
