package io.restitch.engine.document;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Kubernetes users write them: {@code 90s}, {@code 15m}, {@code 1h30m}. */
public final class Durations {
  private static final Pattern FORM =
      Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m(?!s))?(?:(\\d{1,6})s)?(?:(\\d{1,6})ms)?");

  private Durations() {}

  /** Reads one; empty if it is none. */
  public static Optional<Duration> parse(String text) {
    Matcher m = FORM.matcher(text);
    if (text.isEmpty() || !m.matches()) {
      return text.equals("0") ? Optional.of(Duration.ZERO) : Optional.empty();
    }
    return Optional.of(
        Duration.ofHours(part(m, 1))
            .plusMinutes(part(m, 2))
            .plusSeconds(part(m, 3))
            .plusMillis(part(m, 4)));
  }

  /** Writes one, so that it can be read again; less than a millisecond is dropped. */
  public static String format(Duration d) {
    if (d.toMillis() == 0) {
      return "0s";
    }
    StringBuilder s = new StringBuilder();
    append(s, d.toHours(), "h");
    append(s, d.toMinutesPart(), "m");
    append(s, d.toSecondsPart(), "s");
    append(s, d.toMillisPart(), "ms");
    return s.toString();
  }

  private static void append(StringBuilder s, long count, String unit) {
    if (count > 0) {
      s.append(count).append(unit);
    }
  }

  private static long part(Matcher m, int group) {
    String digits = m.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
