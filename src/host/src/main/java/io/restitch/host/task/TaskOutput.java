package io.restitch.host.task;

import io.restitch.engine.event.Event;
import io.restitch.engine.event.Events;
import java.time.InstantSource;

/** Where the lines go that tasks print for people; secrets are removed before. */
@FunctionalInterface
public interface TaskOutput {
  /** Takes one line. */
  void line(String machine, String task, String line);

  /** Each line becomes a note. */
  static TaskOutput to(Events events, InstantSource clock) {
    return (machine, task, line) ->
        events.tell(new Event.Note(clock.instant(), machine + ": " + task + ": " + line));
  }
}
