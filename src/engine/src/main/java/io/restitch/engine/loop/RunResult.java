package io.restitch.engine.loop;

import io.restitch.core.decision.Outcome;
import io.restitch.core.phase.Frozen;
import io.restitch.engine.event.Event;
import java.util.List;
import java.util.Optional;

/**
 * How a run ended.
 *
 * @param outcome how
 * @param why for people
 * @param halfDone what was under way and may have happened or not; empty unless stopped at once
 * @param frozen what the bridge is not told from now on, where it stands
 * @param tally how far it came
 */
public record RunResult(
    Outcome outcome,
    String why,
    List<String> halfDone,
    Optional<Frozen> frozen,
    Event.Tally tally) {
  public RunResult {
    halfDone = List.copyOf(halfDone);
  }
}
