package io.restitch.cli.progress;

import io.restitch.core.decision.Wait;
import io.restitch.core.policy.PolicyLosses;
import io.restitch.engine.event.Event;
import io.restitch.engine.event.Events;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line for what is done. A wait is told at once if a person can end it, and otherwise when it
 * has lasted a while; the tally when a machine came or went.
 */
final class PlainProgress implements Events {
  private static final Duration A_WHILE = Duration.ofSeconds(20);

  private record Silent(Wait awaited, Instant since) {}

  private final PrintWriter err;
  private final Clocked clock = new Clocked();
  private final Map<String, Silent> silent = new LinkedHashMap<>();
  private Event.@Nullable Tally told;

  PlainProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public synchronized void tell(Event event) {
    longWaits(event.at());
    switch (event) {
      case Event.RunStarted e -> {
        told = e.tally();
        line(e, "start: " + Words.of(e.tally()));
      }
      case Event.PoliciesShown e -> {
        e.ledger().says().stream().findFirst().ifPresent(s -> line(e, s));
        e.unshown().forEach(p -> line(e, PolicyLosses.words(p)));
      }
      case Event.ActionStarted e -> {}
      case Event.ActionDone e -> {
        if (!Words.dull(e.action())) {
          line(e, "  " + e.action().describe());
        }
      }
      case Event.ActionFailed e ->
          line(
              e,
              "! "
                  + e.action().describe()
                  + ": "
                  + e.failure().message()
                  + Words.remedy(e.failure().remedy()));
      case Event.WaitBegan e -> {
        if (e.awaited().needsPerson()) {
          silent.remove(e.awaited().key());
          line(e, "… " + Words.of(e.awaited()));
        } else {
          silent.put(e.awaited().key(), new Silent(e.awaited(), e.at()));
        }
      }
      case Event.WaitEnded e -> silent.remove(e.awaited().key());
      case Event.PhaseChanged e -> line(e, Words.of(e.condition()));
      case Event.Turned e -> line(e, Words.of(e.intent()));
      case Event.Progress e -> progress(e);
      case Event.RunEnded e ->
          line(
              e, Words.of(e.outcome()) + e.why().lines().findFirst().map(w -> ": " + w).orElse(""));
      case Event.Note e -> line(e, e.message());
    }
  }

  private void longWaits(Instant now) {
    silent
        .values()
        .removeIf(wait -> {
          boolean due = !now.isBefore(wait.since().plus(A_WHILE));
          if (due) {
            print(now, "… " + Words.of(wait.awaited()));
          }
          return due;
        });
  }

  private void progress(Event.Progress e) {
    Event.Tally before = told;
    Event.Tally now = e.tally();
    boolean news =
        before == null
            || before.blueWorkers() != now.blueWorkers()
            || before.greenWorkers() != now.greenWorkers()
            || before.slotsDone() != now.slotsDone()
            || before.putBack() != now.putBack();
    if (news) {
      told = now;
      line(e, "= " + Words.of(now));
    }
  }

  private void line(Event event, String text) {
    print(event.at(), text);
  }

  private void print(Instant at, String text) {
    err.println(clock.at(at) + "  " + text);
    err.flush();
  }
}
