package io.restitch.provider.exec;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What must not come back to people: user data, and settings that are named like credentials.
 *
 * <p>Text is withheld as a whole when it holds any {@value #WINDOW} consecutive characters of a
 * secret (or all of a shorter one), so that neither cutting nor JSON escaping lets a part through.
 */
record Secrets(List<String> values) {
  private static final int WINDOW = 16;
  private static final int SHORTEST = 6;
  private static final List<String> CREDENTIALS =
      List.of("token", "password", "secret", "credential", "key");

  static final Secrets NONE = new Secrets(List.of());

  Secrets {
    values = values.stream().filter(value -> value.strip().length() >= SHORTEST).toList();
  }

  static Secrets of(Map<String, String> settings, List<String> others) {
    return new Secrets(
        Stream.concat(
                others.stream(),
                settings.entrySet().stream()
                    .filter(entry -> namedLikeCredential(entry.getKey()))
                    .map(Map.Entry::getValue))
            .toList());
  }

  /** The text itself, or a note in its place if it repeats a secret. */
  String withheldFrom(String text) {
    return foundIn(text) ? "(withheld: it repeats a secret of the request)" : text;
  }

  private boolean foundIn(String text) {
    if (values.isEmpty()) {
      return false;
    }
    Set<String> windows = new HashSet<>();
    for (int from = 0; from + WINDOW <= text.length(); from++) {
      windows.add(text.substring(from, from + WINDOW));
    }
    return values.stream().anyMatch(value -> found(value, text, windows));
  }

  private static boolean found(String value, String text, Set<String> windows) {
    if (value.length() < WINDOW) {
      return text.contains(value);
    }
    for (int from = 0; from + WINDOW <= value.length(); from++) {
      String window = value.substring(from, from + WINDOW);
      if (!window.isBlank() && windows.contains(window)) {
        return true;
      }
    }
    return false;
  }

  private static boolean namedLikeCredential(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return CREDENTIALS.stream().anyMatch(lower::contains);
  }

  @Override
  public String toString() {
    return "Secrets[" + values.size() + "]";
  }
}
