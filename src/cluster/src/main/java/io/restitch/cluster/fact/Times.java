package io.restitch.cluster.fact;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Timestamps of the API. */
final class Times {
  private Times() {}

  static @Nullable Instant orNull(@Nullable String time) {
    return time == null || time.isEmpty() ? null : OffsetDateTime.parse(time).toInstant();
  }

  static Instant orEpoch(@Nullable String time) {
    Instant parsed = orNull(time);
    return parsed == null ? Instant.EPOCH : parsed;
  }
}
