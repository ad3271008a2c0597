package io.restitch.provider.exec;

import java.nio.charset.StandardCharsets;

/** Foreign text, made fit for a message or a log line. */
final class Printable {
  private Printable() {}

  /** The first characters, on one line: what is not printable becomes a space, runs of it one. */
  static String first(String text, int limit) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(limit * 4L)
        .map(c -> Character.isISOControl(c) || !printable(c) ? ' ' : c)
        .forEach(line::appendCodePoint);
    String clean = line.toString().strip().replaceAll(" {2,}", " ");
    return clean.codePointCount(0, clean.length()) <= limit
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, limit)) + "…";
  }

  /** The text in these bytes, as far as a limit; what is not UTF-8 shows as replacement. */
  static String text(byte[] bytes, int limit) {
    return new String(bytes, 0, Math.min(bytes.length, limit), StandardCharsets.UTF_8);
  }

  private static boolean printable(int codePoint) {
    int type = Character.getType(codePoint);
    return type != Character.UNASSIGNED
        && type != Character.PRIVATE_USE
        && type != Character.SURROGATE
        && type != Character.FORMAT;
  }
}
