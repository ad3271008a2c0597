package io.restitch.cli.restore;

import io.restitch.render.ShellWord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code docs/restore.md}, packed into the jar: one text, for those who read and for those who ask
 * restitch. A comment {@code <!-- restore: CASE -->} begins a case; in it, values stand below a
 * line {@code # fill in}, as assignments of the shell.
 */
public final class Runbook {
  private static final Pattern MARK = Pattern.compile("<!-- restore: ([a-z-]+) -->\\n");
  private static final Pattern VALUES = Pattern.compile("# fill in\\n((?:[A-Z0-9_]+=.*\\n)+)");
  private static final Pattern VALUE = Pattern.compile("([A-Z0-9_]+)=.*");

  private final String text;

  private Runbook(String text) {
    this.text = text;
  }

  /** The one in the jar. */
  public static Runbook packed() {
    try (InputStream in = Runbook.class.getResourceAsStream("/docs/restore.md")) {
      if (in == null) {
        throw new IllegalStateException("restitch is not complete: docs/restore.md is missing");
      }
      return new Runbook(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A case as it stands there. */
  String section(String name) {
    Matcher mark = MARK.matcher(text);
    while (mark.find()) {
      if (mark.group(1).equals(name)) {
        int from = mark.end();
        return text.substring(from, mark.find() ? mark.start() : text.length()).strip() + "\n";
      }
    }
    throw new IllegalStateException("docs/restore.md has no section " + name);
  }

  /** A case with these values, quoted for the shell, instead of the ones that stand there. */
  String section(String name, Map<String, String> values) {
    return VALUES
        .matcher(section(name))
        .replaceFirst(found ->
            Matcher.quoteReplacement(
                found
                    .group(1)
                    .lines()
                    .map(line -> filled(line, values))
                    .collect(Collectors.joining("", "# as the backup says\n", ""))));
  }

  private static String filled(String line, Map<String, String> values) {
    Matcher value = VALUE.matcher(line);
    String known = value.matches() ? values.get(value.group(1)) : null;
    return (known == null ? line : value.group(1) + "=" + quoted(known)) + "\n";
  }

  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9_./:=,@-]+") ? text : ShellWord.quoted(text);
  }
}
