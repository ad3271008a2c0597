package io.restitch.engine.loop;

import io.restitch.core.decision.Outcome;
import io.restitch.engine.event.Event;
import java.util.List;

/**
 * How a run ended.
 *
 * @param outcome how
 * @param why for people
 * @param halfDone what was under way and may have happened or not; empty unless stopped at once
 * @param tally how far it came
 */
public record RunResult(Outcome outcome, String why, List<String> halfDone, Event.Tally tally) {
  public RunResult {
    halfDone = List.copyOf(halfDone);
  }
}
