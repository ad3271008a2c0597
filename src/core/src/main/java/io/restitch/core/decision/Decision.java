package io.restitch.core.decision;

import io.restitch.core.action.Action;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What follows from the world as it is.
 *
 * @param outcome whether the run goes on
 * @param actions what to start now, in this order; none of it is under way
 * @param waits what is waited for, sorted
 * @param wakeAt when to ask again even if nothing changes
 */
public record Decision(
    Outcome outcome, List<Action> actions, List<Wait> waits, Optional<Instant> wakeAt) {
  public Decision {
    actions = List.copyOf(actions);
    waits = waits.stream().distinct().sorted().toList();
  }

  /** Why it waits, in one line. */
  public String reasons() {
    return waits.stream().map(Wait::reason).collect(Collectors.joining("; "));
  }
}
