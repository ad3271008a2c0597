package io.restitch.host.task;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Makes lines of the pieces in which a task's output arrives: whole ones, printable, without
 * secrets. What is longer than {@value #LONGEST} bytes is cut.
 */
final class Lines {
  private static final int LONGEST = 8 * 1024;
  private static final int SHOWN = 1000;

  private final Consumer<String> sink;
  private final Redaction redaction = new Redaction();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long bytes;
  private String last = "";

  Lines(Consumer<String> sink) {
    this.sink = sink;
  }

  /** Takes the next piece. */
  void take(byte[] piece) {
    bytes += piece.length;
    for (byte b : piece) {
      if (b == '\n') {
        end();
      } else if (line.size() < LONGEST) {
        line.write(b);
      }
    }
  }

  /** A last line without its end counts as a line. */
  void end() {
    if (line.size() == 0) {
      return;
    }
    String shown = printable(redaction.of(line.toString(StandardCharsets.UTF_8)));
    line.reset();
    if (!shown.isEmpty()) {
      last = shown;
      sink.accept(shown);
    }
  }

  /** How many bytes came so far. */
  long bytes() {
    return bytes;
  }

  /** The last line so far; empty if there was none. */
  String last() {
    return last;
  }

  /** Foreign text on one line, without what would move a cursor. */
  static String printable(String text) {
    String clean =
        text.codePoints()
            .map(Lines::visible)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString()
            .strip();
    return clean.length() <= SHOWN ? clean : clean.substring(0, SHOWN) + "…";
  }

  private static int visible(int codePoint) {
    int type = Character.getType(codePoint);
    boolean hidden =
        type == Character.CONTROL
            || type == Character.FORMAT
            || type == Character.SURROGATE
            || type == Character.PRIVATE_USE
            || type == Character.UNASSIGNED;
    return hidden ? ' ' : codePoint;
  }
}
