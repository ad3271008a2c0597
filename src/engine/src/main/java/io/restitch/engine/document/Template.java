package io.restitch.engine.document;

import java.util.List;
import java.util.Map;

/** The document with a comment on every field, to start from. */
public final class Template {
  private Template() {}

  /**
   * The document as YAML, commented.
   *
   * @param notes further lines of comment, by field such as {@code workers.surge}
   */
  public static String of(SettingsDocument document, Map<String, List<String>> notes) {
    StringBuilder text = new StringBuilder();
    text.append("apiVersion: ").append(SettingsDocument.API_VERSION).append('\n');
    text.append("kind: ").append(SettingsDocument.KIND).append('\n');
    text.append("metadata:\n  name: ").append(document.name()).append("\nspec:\n");
    for (Map.Entry<String, String> section : SpecTable.SECTIONS) {
      text.append("\n  # ").append(section.getValue()).append('\n');
      text.append("  ").append(section.getKey()).append(":\n");
      SpecTable.FIELDS.stream()
          .filter(f -> f.section().equals(section.getKey()))
          .forEach(f -> field(text, "    ", f, document, notes));
    }
    text.append('\n');
    SpecTable.FIELDS.stream()
        .filter(f -> f.section().isEmpty())
        .forEach(f -> field(text, "  ", f, document, notes));
    return text.toString();
  }

  private static void field(
      StringBuilder text,
      String indent,
      Field<?> field,
      SettingsDocument document,
      Map<String, List<String>> notes) {
    text.append(indent).append("# ").append(field.meaning()).append('\n');
    notes
        .getOrDefault(field.path(), List.of())
        .forEach(note -> text.append(indent).append("# ").append(note).append('\n'));
    text.append(
        field
            .written(document.settings())
            .map(value -> indent + field.name() + ": " + Codec.line(value) + "\n")
            .orElse(indent + "# " + field.name() + ":\n"));
  }
}
