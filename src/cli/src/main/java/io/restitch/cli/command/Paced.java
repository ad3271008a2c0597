package io.restitch.cli.command;

import io.restitch.engine.event.Event;
import io.restitch.engine.event.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Lets virtual time go by at a pace that a person can follow, and never for long. */
final class Paced implements Events {
  /** So many virtual seconds in a real one. */
  private static final long FACTOR = 120;

  private static final Duration LONGEST = Duration.ofMillis(120);
  private static final Duration ALTOGETHER = Duration.ofSeconds(16);

  private final Events to;
  private @Nullable Instant last;
  private long sleptNanos;

  Paced(Events to) {
    this.to = to;
  }

  @Override
  public void tell(Event event) {
    Instant before = last;
    last = event.at();
    if (before != null && sleptNanos < ALTOGETHER.toNanos()) {
      long nanos =
          Math.min(LONGEST.toNanos(), Duration.between(before, event.at()).toNanos() / FACTOR);
      if (nanos > TimeUnit.MILLISECONDS.toNanos(1)) {
        LockSupport.parkNanos(nanos);
        sleptNanos += nanos;
      }
    }
    to.tell(event);
  }
}
