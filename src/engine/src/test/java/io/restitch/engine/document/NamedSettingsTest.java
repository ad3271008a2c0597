package io.restitch.engine.document;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A message that names a setting names one that there is: whoever reads it writes it down so. */
class NamedSettingsTest {
  private static final Path ROOT = Path.of("../..");
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");

  private static final Pattern NAME =
      Pattern.compile(
          "(?<![\\w./-])(?:spec\\.)?((?:%s)\\.[a-z]\\w*(?:\\.\\w+)*)"
              .formatted(SpecTable.SECTIONS.stream().map(Map.Entry::getKey).collect(joining("|"))));

  /** Of the exec contract, not of a setting. */
  private static final Pattern OTHERS = Pattern.compile("provider\\.(restitch\\.io|schema\\.json)");

  @Test
  void shouldNameOnlySettingsThatThereAre() throws IOException {
    Set<String> there = SpecTable.FIELDS.stream().map(Field::path).collect(Collectors.toSet());
    TreeSet<String> named = new TreeSet<>();
    for (String module : List.of("src", "providers")) {
      for (Path file : files(ROOT.resolve(module), ".java")) {
        found(LITERAL, Files.readString(file)).forEach(l -> found(NAME, l).forEach(named::add));
      }
    }
    for (Path file :
        Stream.of(files(ROOT.resolve("templates"), ""), files(ROOT.resolve("docs"), ".md"))
            .flatMap(List::stream)
            .toList()) {
      found(NAME, Files.readString(file)).forEach(named::add);
    }
    found(NAME, Files.readString(ROOT.resolve("README.md"))).forEach(named::add);

    assertThat(named).contains("network.flannelImage", "workers.beforeJoin", "hosts.key");
    named.removeIf(n -> OTHERS.matcher(n).matches());
    assertThat(there).containsAll(named);
  }

  private static Stream<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult r) -> r.group(1));
  }

  /** What lands in front of people, not what tests it. */
  private static List<Path> files(Path folder, String suffix) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(f -> f.toString().endsWith(suffix))
          .filter(f -> !f.toString().endsWith(".java") || f.toString().contains("/src/main/"))
          .filter(f -> !f.toString().contains("/target/"))
          .toList();
    }
  }
}
