package io.restitch.host.task;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A rendered script: exactly what runs on a machine.
 *
 * @param name its name, such as {@code remove-calico}
 * @param text POSIX sh; ends with a line feed
 */
public record Script(String name, String text) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final int ID_DIGITS = 32;

  public Script {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a script's name: " + name);
    }
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a script cannot hold NUL: " + name);
    }
    text = text.endsWith("\n") ? text : text + "\n";
  }

  /** What its folder on a machine is called: the beginning of the text's SHA-256. */
  public String id() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, ID_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "Script[" + name + "]";
  }
}
