package io.restitch.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hexadecimal digits of a text's SHA-256, by which it is told from any other. */
public final class Fingerprint {
  private static final int DIGITS = 8;

  private Fingerprint() {}

  /** Eight digits, for people to compare. */
  public static String of(String text) {
    return of(text, DIGITS);
  }

  /** So many of the digits, an even number up to 64. */
  public static String of(String text, int digits) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, digits / 2);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
