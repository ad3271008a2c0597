package io.restitch.cli.progress;

import io.restitch.cli.Surroundings;
import io.restitch.engine.event.Events;
import io.restitch.engine.event.JsonEvents;
import java.io.PrintWriter;

/** How a run is shown while it goes on. */
public enum Progress {
  /** In place on a terminal, line by line elsewhere. */
  AUTO,
  /** One line per event. */
  PLAIN,
  /** A few lines, redrawn in place. */
  TTY,
  /** Nothing. */
  QUIET,
  /** One JSON object per event. */
  RAWJSON;

  /** Where to tell events, so that they are shown this way. */
  public Events to(PrintWriter err, Surroundings here) {
    return switch (this) {
      case AUTO -> (here.terminal() ? TTY : PLAIN).to(err, here);
      case PLAIN -> new PlainProgress(err);
      case TTY -> new TtyProgress(err, here);
      case QUIET -> event -> {};
      case RAWJSON ->
          new JsonEvents(line -> {
            err.println(line);
            err.flush();
          });
    };
  }
}
