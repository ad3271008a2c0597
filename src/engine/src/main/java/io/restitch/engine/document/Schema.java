package io.restitch.engine.document;

import io.restitch.core.plan.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON schema (draft 2020-12) of the document, made from the table that its reader uses. */
public final class Schema {
  private Schema() {}

  /** As JSON. */
  public static String json() {
    return Codec.json(document());
  }

  private static Map<String, Object> document() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("$id", "https://restitch.io/schema/migration.v1alpha1.json");
    schema.put("title", "restitch Migration");
    schema.putAll(
        object(
            properties(
                "apiVersion",
                Map.of("const", SettingsDocument.API_VERSION),
                "kind",
                Map.of("const", SettingsDocument.KIND),
                "metadata",
                object(properties("name", name())),
                "spec",
                spec())));
    schema.put("required", List.of("apiVersion", "kind"));
    return schema;
  }

  /** The schema of {@code spec} alone. */
  public static Map<String, Object> spec() {
    Map<String, Object> spec = new LinkedHashMap<>();
    for (Map.Entry<String, String> section : SpecTable.SECTIONS) {
      Map<String, Object> fields = new LinkedHashMap<>();
      SpecTable.FIELDS.stream()
          .filter(f -> f.section().equals(section.getKey()))
          .forEach(f -> fields.put(f.name(), field(f)));
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("description", section.getValue());
      object.putAll(object(fields));
      spec.put(section.getKey(), object);
    }
    SpecTable.FIELDS.stream()
        .filter(f -> f.section().isEmpty())
        .forEach(f -> spec.put(f.name(), field(f)));
    return object(spec);
  }

  private static Map<String, Object> field(Field<?> field) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("description", field.meaning());
    field.type().schema().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> schema.put(e.getKey(), e.getValue()));
    Object pattern = schema.get("pattern");
    if (pattern instanceof String p && !p.startsWith("^")) {
      schema.put("pattern", "^(" + p + ")$");
    }
    field.written(Settings.DEFAULT).ifPresent(value -> schema.put("default", value));
    return schema;
  }

  private static Map<String, Object> name() {
    return properties("type", "string", "pattern", "^" + SettingsDocument.NAME_FORM + "$");
  }

  private static Map<String, Object> object(Map<String, Object> properties) {
    return properties("type", "object", "additionalProperties", false, "properties", properties);
  }

  private static Map<String, Object> properties(Object... namesAndValues) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      all.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return all;
  }
}
