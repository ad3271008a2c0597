package io.restitch.engine.document;

import io.restitch.core.plan.Settings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The one document: {@code restitch.yaml}, and the spec of the record.
 *
 * @param name the migration's name
 * @param settings what the operator chooses
 */
public record SettingsDocument(String name, Settings settings) {
  public static final String GROUP = "restitch.io";
  public static final String VERSION = "v1alpha1";
  public static final String API_VERSION = GROUP + "/" + VERSION;
  public static final String KIND = "Migration";
  public static final String DEFAULT_NAME = "calico-to-flannel";

  static final String NAME_FORM = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

  /** Everything at its default. */
  public static final SettingsDocument DEFAULT =
      new SettingsDocument(DEFAULT_NAME, Settings.DEFAULT);

  /**
   * A value from the command line or the environment, which goes before the file's.
   *
   * @param path such as {@code spec.workers.surge}
   * @param origin for messages, such as {@code --surge}
   * @param values one text, or a list's
   */
  public record Setting(String path, String origin, List<String> values) {
    public Setting {
      values = List.copyOf(values);
    }
  }

  /**
   * Reads YAML or JSON, and puts overrides over it.
   *
   * @param source the file's name, for messages
   * @throws io.restitch.core.problem.RestitchException {@code BAD_FILE}, telling all that is wrong
   */
  public static SettingsDocument read(String source, String text, List<Setting> overrides) {
    Problems problems = new Problems();
    Tree tree = Trees.read(text, problems);
    problems.refuse(source);
    SettingsDocument read = document(Overrides.over(tree, overrides), problems);
    problems.refuse(source);
    return read;
  }

  /** Reads YAML or JSON. */
  public static SettingsDocument read(String source, String text) {
    return read(source, text, List.of());
  }

  /** The defaults, with overrides over them. */
  public static SettingsDocument defaults(List<Setting> overrides) {
    return read("the command line", DEFAULT.yaml(), overrides);
  }

  /** As YAML, every field written out, the same bytes each time. */
  public String yaml() {
    return Codec.yaml(map());
  }

  /** As JSON. */
  public String json() {
    return Codec.json(map());
  }

  /** As nested maps, in the order they are written. */
  public Map<String, Object> map() {
    Map<String, Object> top = new LinkedHashMap<>();
    top.put("apiVersion", API_VERSION);
    top.put("kind", KIND);
    top.put("metadata", Map.of("name", name));
    top.put("spec", spec(settings));
    return top;
  }

  /** Settings as the document's spec. */
  public static Map<String, Object> spec(Settings settings) {
    Map<String, Object> spec = new LinkedHashMap<>();
    Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
    for (Field<?> field : SpecTable.FIELDS) {
      Map<String, Object> home =
          field.section().isEmpty()
              ? spec
              : sections.computeIfAbsent(
                  field.section(),
                  s -> {
                    Map<String, Object> fresh = new LinkedHashMap<>();
                    spec.put(s, fresh);
                    return fresh;
                  });
      field.written(settings).ifPresent(value -> home.put(field.name(), value));
    }
    return spec;
  }

  /** The fields in which two settings differ, one line each: {@code workers.surge: 1, not 3}. */
  public static List<String> differences(Settings those, Settings these) {
    return SpecTable.FIELDS.stream()
        .filter(f -> !f.written(those).equals(f.written(these)))
        .map(f -> f.path() + ": " + said(f, those) + ", not " + said(f, these))
        .toList();
  }

  private static String said(Field<?> field, Settings settings) {
    return field.written(settings).map(Codec::line).orElse("unset");
  }

  static Settings settings(Tree spec, String path, Problems problems) {
    Settings settings = Values.read(spec, path, problems).settings();
    SettingsChecks.check(settings, problems);
    return settings;
  }

  private static SettingsDocument document(Tree tree, Problems problems) {
    if (!(tree instanceof Tree.Table table)) {
      problems.add(
          tree.at(),
          "",
          "the file holds " + tree.noun(),
          "`restitch init` writes one to start from");
      return DEFAULT;
    }
    Map<String, Tree> parts = new LinkedHashMap<>();
    List<String> known = List.of("apiVersion", "kind", "metadata", "spec");
    for (Tree.Entry entry : table.entries()) {
      if (!known.contains(entry.name())) {
        problems.add(
            entry.at(), entry.name(), "unknown field", Spelling.suggest(entry.name(), known));
      } else if (parts.put(entry.name(), entry.value()) != null) {
        problems.add(entry.at(), entry.name(), "is there twice", "keep one of them");
      }
    }
    if (!Head.check(parts, KIND, problems)) {
      return DEFAULT;
    }
    Tree nothing = new Tree.Table("", List.of());
    String name = name(parts.getOrDefault("metadata", nothing), problems);
    return new SettingsDocument(
        name, settings(parts.getOrDefault("spec", nothing), "spec", problems));
  }

  private static String name(Tree metadata, Problems problems) {
    if (!(metadata instanceof Tree.Table table)) {
      problems.add(
          metadata.at(), "metadata", "is " + metadata.noun() + ", not a section", "write name: …");
      return DEFAULT_NAME;
    }
    Set<String> seen = new HashSet<>();
    List<String> names = new ArrayList<>();
    for (Tree.Entry entry : table.entries()) {
      String path = "metadata." + entry.name();
      if (!entry.name().equals("name")) {
        problems.add(
            entry.at(), path, "unknown field", Spelling.suggest(entry.name(), List.of("name")));
      } else if (!seen.add(entry.name())) {
        problems.add(entry.at(), path, "is there twice", "keep one of them");
      } else {
        ValueTypes.text(NAME_FORM, DEFAULT_NAME)
            .read(entry.value(), path, problems)
            .ifPresent(names::add);
      }
    }
    return names.isEmpty() ? DEFAULT_NAME : names.getFirst();
  }
}
