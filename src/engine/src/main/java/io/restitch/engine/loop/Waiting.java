package io.restitch.engine.loop;

import io.restitch.core.decision.Wait;
import io.restitch.engine.event.Event;
import io.restitch.engine.event.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Since when each thing is waited for. */
final class Waiting {
  private record Since(Wait awaited, Instant at) {}

  private final Events events;
  private final Map<String, Since> since = new TreeMap<>();

  Waiting(Events events) {
    this.events = events;
  }

  /** Tells which waits began and which ended; one that began to need a person is told once more. */
  void now(Instant at, List<Wait> waits) {
    Set<String> keys = waits.stream().map(Wait::key).collect(Collectors.toSet());
    since
        .values()
        .removeIf(old -> {
          boolean over = !keys.contains(old.awaited().key());
          if (over) {
            events.tell(new Event.WaitEnded(at, old.awaited(), Duration.between(old.at(), at)));
          }
          return over;
        });
    for (Wait each : waits) {
      Since known = since.get(each.key());
      if (known == null || (each.needsPerson() && !known.awaited().needsPerson())) {
        since.put(each.key(), new Since(each, known == null ? at : known.at()));
        events.tell(new Event.WaitBegan(at, each));
      }
    }
  }
}
