package io.restitch.render;

/** Text as one word of a POSIX shell. */
public final class ShellWord {
  private ShellWord() {}

  /**
   * Put into single quotes, where the shell knows no other special character (POSIX XCU 2.2.2).
   *
   * @throws IllegalArgumentException if it holds a NUL, which no word can
   */
  public static String quoted(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("no shell word can hold a NUL");
    }
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
