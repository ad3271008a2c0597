package io.restitch.cli.progress;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Time since the first event, as {@code h:mm:ss}. */
final class Clocked {
  private @Nullable Instant first;

  String at(Instant now) {
    if (first == null) {
      first = now;
    }
    return text(Duration.between(first, now));
  }

  static String text(Duration d) {
    long seconds = Math.max(0, d.toSeconds());
    return seconds / 3600 + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60);
  }

  private static String two(long n) {
    return (n < 10 ? "0" : "") + n;
  }
}
