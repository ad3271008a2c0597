package io.restitch.engine.document;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The first two lines of every document: who wrote it, and what it is. */
final class Head {
  private Head() {}

  /** Whether this version of restitch can read on. */
  static boolean check(Map<String, Tree> parts, String kind, Problems problems) {
    String version = text(parts.get("apiVersion"));
    String at = at(parts.get("apiVersion"));
    if (version == null) {
      problems.add(
          at, "apiVersion", "is missing", "write apiVersion: " + SettingsDocument.API_VERSION);
      return false;
    }
    if (!version.equals(SettingsDocument.API_VERSION)) {
      boolean ours = version.startsWith(SettingsDocument.GROUP + "/");
      problems.add(
          at,
          "apiVersion",
          ours
              ? "'" + version + "' is of another, likely newer, version of restitch"
              : "'" + version + "' is not restitch's",
          ours
              ? "this one reads "
                  + SettingsDocument.API_VERSION
                  + "; use the restitch that wrote it"
              : "write apiVersion: " + SettingsDocument.API_VERSION);
      return false;
    }
    String found = text(parts.get("kind"));
    if (!kind.equals(found)) {
      problems.add(
          at(parts.get("kind")),
          "kind",
          found == null ? "is missing" : "is '" + found + "', not " + kind,
          remedy(kind, found));
      return false;
    }
    return true;
  }

  private static String remedy(String wanted, @Nullable String found) {
    if (PlanDocument.KIND.equals(found)) {
      return "a plan is carried out with `restitch apply FILE`";
    }
    return SettingsDocument.KIND.equals(found)
        ? "settings are given with -f FILE; `restitch plan -f FILE --out PLAN` makes a plan of them"
        : "write kind: " + wanted;
  }

  private static @Nullable String text(@Nullable Tree tree) {
    return tree instanceof Tree.Scalar s && s.kind() != Tree.Kind.NOTHING ? s.text() : null;
  }

  private static String at(@Nullable Tree tree) {
    return tree == null ? "" : tree.at();
  }
}
