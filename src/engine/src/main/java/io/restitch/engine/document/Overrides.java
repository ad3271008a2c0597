package io.restitch.engine.document;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts values of the command line over those of a file, before either is understood. What is a list
 * is added to the file's.
 */
final class Overrides {
  private Overrides() {}

  static Tree over(Tree tree, List<SettingsDocument.Setting> settings) {
    Tree result = tree;
    for (SettingsDocument.Setting setting : settings) {
      result = put(result, List.of(setting.path().split("\\.", 4)), setting);
    }
    return result;
  }

  private static Tree put(Tree tree, List<String> path, SettingsDocument.Setting setting) {
    if (path.isEmpty()) {
      return value(tree, setting);
    }
    String name = path.getFirst();
    List<String> rest = path.subList(1, path.size());
    Tree.Table table =
        tree instanceof Tree.Table t ? t : new Tree.Table(setting.origin(), List.of());
    List<Tree.Entry> entries = new ArrayList<>();
    boolean found = false;
    for (Tree.Entry entry : table.entries()) {
      boolean here = entry.name().equals(name);
      found |= here;
      entries.add(
          here
              ? new Tree.Entry(
                  rest.isEmpty() ? setting.origin() : entry.at(),
                  name,
                  put(entry.value(), rest, setting))
              : entry);
    }
    if (!found) {
      Tree empty = new Tree.Table(setting.origin(), List.of());
      entries.add(new Tree.Entry(setting.origin(), name, put(empty, rest, setting)));
    }
    return new Tree.Table(table.at(), entries);
  }

  private static Tree value(Tree before, SettingsDocument.Setting setting) {
    String key = setting.path().replaceFirst("^spec\\.", "");
    boolean list =
        SpecTable.FIELDS.stream()
            .anyMatch(f -> f.path().equals(key) && "array".equals(f.type().schema().get("type")));
    if (list) {
      List<Tree> items =
          new ArrayList<>(before instanceof Tree.Sequence listed ? listed.items() : List.of());
      setting.values().forEach(v -> items.add(scalar(setting, v)));
      return new Tree.Sequence(setting.origin(), items);
    }
    return scalar(setting, setting.values().isEmpty() ? "" : setting.values().getLast());
  }

  private static Tree scalar(SettingsDocument.Setting setting, String text) {
    Tree.Kind kind =
        text.matches("-?\\d+")
            ? Tree.Kind.INTEGER
            : text.equals("true") || text.equals("false") ? Tree.Kind.FLAG : Tree.Kind.TEXT;
    return new Tree.Scalar(setting.origin(), kind, text);
  }
}
