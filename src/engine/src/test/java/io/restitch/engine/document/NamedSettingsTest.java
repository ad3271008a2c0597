package io.restitch.engine.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever a person is told to set can be set. */
class NamedSettingsTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*\"");

  /**
   * {@code network.podCidr}, but neither a part of an address or a path, nor the name of a file.
   */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?<![\\w./-])(?:%s)(?:\\.[a-z]\\w*)+(?![\\w./-]*[/-])"
              .formatted(
                  SpecTable.SECTIONS.stream()
                      .map(s -> s.getKey())
                      .collect(Collectors.joining("|"))));

  @Test
  void shouldNameNoSettingThatThereIsNot() throws IOException {
    // when
    SortedMap<String, String> named = new TreeMap<>();
    for (Path file : spoken()) {
      String text = Files.readString(file);
      String said = file.toString().endsWith(".java") ? literals(text) : text;
      NAMED.matcher(said).results().map(MatchResult::group).forEach(n -> named.put(n, "" + file));
    }

    // then
    assertThat(named).containsKeys("network.linkRange", "workers.beforeJoin");
    named.keySet().removeIf(n -> SpecTable.FIELDS.stream().anyMatch(f -> f.path().equals(n)));
    assertThat(named).isEmpty();
  }

  /** The code, and what it says on machines. */
  private static Iterable<Path> spoken() throws IOException {
    try (Stream<Path> code = Files.walk(ROOT.resolve("src"));
        Stream<Path> templates = Files.walk(ROOT.resolve("templates"))) {
      return Stream.concat(
              code.filter(f -> f.toString().matches(".*/src/main/java/.*\\.java")),
              templates.filter(Files::isRegularFile))
          .toList();
    }
  }

  private static String literals(String code) {
    return TEXT.matcher(code).results().map(MatchResult::group).collect(Collectors.joining("\n"));
  }
}
