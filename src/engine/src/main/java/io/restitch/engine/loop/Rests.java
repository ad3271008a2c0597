package io.restitch.engine.loop;

import io.restitch.core.action.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Actions that ended well and whose effect has not been seen yet: deciding again asks for them
 * again, since a decision knows only what can be seen. Such an action rests for a second, then two,
 * and so on up to half a minute; a cloud that takes its time to delete a machine is not asked ten
 * times a second.
 */
final class Rests {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofSeconds(30);

  private record Rest(Action action, int times, Instant until) {}

  private final Map<String, Rest> rests = new HashMap<>();

  /** It ended well. */
  void ended(Instant now, Action action) {
    Rest last = rests.get(action.key());
    int times = last != null && last.action().equals(action) ? last.times() + 1 : 1;
    Instant until = now.plus(Backoff.doubled(FIRST, times, MOST));
    rests.put(action.key(), new Rest(action, times, until));
  }

  /** Whether the very same effect was brought about a moment ago. */
  boolean rests(Instant now, Action action) {
    Rest rest = rests.get(action.key());
    return rest != null && rest.action().equals(action) && now.isBefore(rest.until());
  }

  /** Forgets what is no longer asked for: its effect has been seen. */
  void keepOnly(Collection<Action> wanted) {
    Set<String> keys = wanted.stream().map(Action::key).collect(Collectors.toSet());
    rests.keySet().retainAll(keys);
  }
}
