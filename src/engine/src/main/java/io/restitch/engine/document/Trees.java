package io.restitch.engine.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** Makes trees: from YAML (of which JSON is a part), or from what Jackson has read already. */
final class Trees {
  private static final YAMLFactory YAML = YAMLFactory.builder().build();
  private static final int MAX_DEPTH = 40;

  private Trees() {}

  /** Reads one document; what is wrong with its form goes to the problems. */
  static Tree read(String text, Problems problems) {
    if (text.isBlank()) {
      problems.add("", "", "the file is empty", "`restitch init` writes one");
      return new Tree.Table("", List.of());
    }
    try (JsonParser parser = YAML.createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        problems.add("", "", "the file holds only comments", "`restitch init` writes one");
        return new Tree.Table("", List.of());
      }
      Tree tree = value(parser, first, 0);
      if (parser.nextToken() != null) {
        problems.add(
            at(parser), "", "a second document begins here", "keep one document in one file");
      }
      return tree;
    } catch (JacksonException e) {
      TokenStreamLocation where = e.getLocation();
      problems.add(
          where == null ? "" : at(where),
          "",
          "not YAML: " + firstLine(e.getOriginalMessage()),
          "mind indentation, colons and quotes");
      return new Tree.Table("", List.of());
    }
  }

  /** The same as a tree, without places. */
  static Tree of(JsonNode node) {
    if (node.isObject()) {
      List<Tree.Entry> entries = new ArrayList<>();
      for (Map.Entry<String, JsonNode> e : node.properties()) {
        entries.add(new Tree.Entry("", e.getKey(), of(e.getValue())));
      }
      return new Tree.Table("", entries);
    }
    if (node.isArray()) {
      List<Tree> items = new ArrayList<>();
      node.forEach(item -> items.add(of(item)));
      return new Tree.Sequence("", items);
    }
    Tree.Kind kind =
        node.isNull()
            ? Tree.Kind.NOTHING
            : node.isBoolean()
                ? Tree.Kind.FLAG
                : node.isIntegralNumber()
                    ? Tree.Kind.INTEGER
                    : node.isNumber() ? Tree.Kind.DECIMAL : Tree.Kind.TEXT;
    return new Tree.Scalar("", kind, node.asString(""));
  }

  private static Tree value(JsonParser parser, JsonToken token, int depth) {
    if (depth > MAX_DEPTH) {
      throw new tools.jackson.core.exc.StreamReadException(parser, "nested too deeply");
    }
    String at = at(parser);
    return switch (token) {
      case START_OBJECT -> table(parser, at, depth);
      case START_ARRAY -> sequence(parser, at, depth);
      case VALUE_NUMBER_INT -> new Tree.Scalar(at, Tree.Kind.INTEGER, parser.getString());
      case VALUE_NUMBER_FLOAT -> new Tree.Scalar(at, Tree.Kind.DECIMAL, parser.getString());
      case VALUE_TRUE, VALUE_FALSE ->
          new Tree.Scalar(at, Tree.Kind.FLAG, token == JsonToken.VALUE_TRUE ? "true" : "false");
      case VALUE_NULL -> new Tree.Scalar(at, Tree.Kind.NOTHING, "");
      case VALUE_STRING,
          VALUE_EMBEDDED_OBJECT,
          PROPERTY_NAME,
          END_OBJECT,
          END_ARRAY,
          NOT_AVAILABLE ->
          new Tree.Scalar(at, Tree.Kind.TEXT, parser.getString());
    };
  }

  private static Tree table(JsonParser parser, String at, int depth) {
    List<Tree.Entry> entries = new ArrayList<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String keyAt = at(parser);
      String name = parser.currentName();
      entries.add(new Tree.Entry(keyAt, name, value(parser, parser.nextToken(), depth + 1)));
    }
    return new Tree.Table(at, entries);
  }

  private static Tree sequence(JsonParser parser, String at, int depth) {
    List<Tree> items = new ArrayList<>();
    JsonToken token = parser.nextToken();
    while (token != JsonToken.END_ARRAY) {
      items.add(value(parser, token, depth + 1));
      token = parser.nextToken();
    }
    return new Tree.Sequence(at, items);
  }

  private static String at(JsonParser parser) {
    return at(parser.currentTokenLocation());
  }

  private static String at(TokenStreamLocation where) {
    return "line " + where.getLineNr() + ", column " + where.getColumnNr();
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("").strip();
  }
}
