package io.restitch.cli.progress;

import io.restitch.engine.event.Event;
import io.restitch.engine.event.Events;
import java.io.PrintWriter;

/** One line per event that matters to people. */
final class PlainProgress implements Events {
  private final PrintWriter err;
  private final Clocked clock = new Clocked();

  PlainProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public synchronized void tell(Event event) {
    String at = clock.at(event.at());
    String line =
        switch (event) {
          case Event.RunStarted e -> "start: " + Words.of(e.tally());
          case Event.ActionStarted e -> "";
          case Event.ActionDone e -> Words.dull(e.action()) ? "" : "  " + e.action().describe();
          case Event.ActionFailed e ->
              "! "
                  + e.action().describe()
                  + ": "
                  + e.failure().message()
                  + Words.remedy(e.failure().remedy());
          case Event.WaitBegan e -> "… " + Words.of(e.awaited());
          case Event.WaitEnded e -> "";
          case Event.PhaseChanged e -> Words.of(e.condition());
          case Event.Progress e -> "= " + Words.of(e.tally());
          case Event.RunEnded e ->
              Words.of(e.outcome()) + (e.why().isEmpty() ? "" : ": " + e.why());
          case Event.Note e -> e.message();
        };
    if (!line.isEmpty()) {
      err.println(at + "  " + line);
      err.flush();
    }
  }
}
