package io.restitch.twin;

import io.restitch.core.action.MachineAction.LookAtMachines;
import io.restitch.core.decision.Outcome;
import io.restitch.engine.event.Event;
import io.restitch.engine.event.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A migration as a story: one line for everything that was done, and for how phases stand. */
public final class Story implements Events {
  private final List<String> lines = new ArrayList<>();
  private final Instant begin;

  /** A story that begins now. */
  public Story(Instant begin) {
    this.begin = begin;
  }

  @Override
  public void tell(Event event) {
    switch (event) {
      case Event.ActionStarted e when !(e.action() instanceof LookAtMachines) ->
          line(e.at(), e.action().describe());
      case Event.ActionFailed e ->
          line(e.at(), "failed: " + e.action().describe() + ": " + e.failure().message());
      case Event.PhaseChanged e ->
          line(
              e.at(),
              "%s %s: %s"
                  .formatted(
                      e.condition().phase(),
                      e.condition().status().name().toLowerCase(Locale.ROOT),
                      e.condition().summary()));
      case Event.WaitBegan e when e.awaited().code().equals("taken-away") ->
          line(e.at(), e.awaited().subject() + ": " + e.awaited().reason());
      case Event.Note e -> line(e.at(), e.message());
      case Event.RunEnded e -> {
        line(e.at(), "ended: " + e.outcome().name().toLowerCase(Locale.ROOT) + " " + e.tally());
        if (e.outcome() == Outcome.BLOCKED) {
          e.why().lines().forEach(why -> line(e.at(), "  " + why));
        }
      }
      case Event.RunStarted e -> line(e.at(), "started, fence " + e.fence());
      case Event other -> {
        // how long it waited shows in the times
      }
    }
  }

  private void line(Instant at, String what) {
    Duration d = Duration.between(begin, at);
    lines.add(
        "%02d:%02d:%02d.%03d %s"
            .formatted(d.toHours(), d.toMinutesPart(), d.toSecondsPart(), d.toMillisPart(), what));
  }

  /** The lines so far. */
  public List<String> lines() {
    return List.copyOf(lines);
  }
}
