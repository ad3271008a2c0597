package io.restitch.cli.progress;

import io.restitch.cli.Surroundings;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Intent;
import io.restitch.core.policy.PolicyLosses;
import io.restitch.engine.event.Event;
import io.restitch.engine.event.Events;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The phases, how far the workers are, what is waited for: redrawn in place. */
final class TtyProgress implements Events {
  private static final int RECENT = 4;
  private static final int WAITS = 5;
  private static final int BAR = 30;

  /** What the line with the bar needs besides. */
  private static final int MORE_THAN_A_BAR = 72;

  private final PrintWriter err;
  private final boolean colours;
  private final int width;
  private final int height;
  private final Clocked clock = new Clocked();
  private final Map<PhaseName, Condition> conditions = new EnumMap<>(PhaseName.class);
  private final Map<String, Wait> waits = new TreeMap<>();
  private final Deque<String> recent = new ArrayDeque<>();
  private Intent intent = Intent.RUN;
  private Event.@Nullable Tally tally;
  private int drawn;

  TtyProgress(PrintWriter err, Surroundings here) {
    this.err = err;
    this.colours = here.colours();
    this.width = here.columns();
    this.height = here.lines() - 1;
  }

  @Override
  public synchronized void tell(Event event) {
    switch (event) {
      case Event.RunStarted e -> tally = e.tally();
      case Event.PoliciesShown e -> e.unshown().forEach(p -> remember(PolicyLosses.words(p)));
      case Event.ActionStarted e -> {
        return;
      }
      case Event.ActionDone e -> {
        if (!Words.dull(e.action())) {
          remember(e.action().describe());
        }
      }
      case Event.ActionFailed e ->
          remember("! " + e.action().describe() + ": " + e.failure().message());
      case Event.WaitBegan e -> waits.put(e.awaited().key(), e.awaited());
      case Event.WaitEnded e -> {
        waits.remove(e.awaited().key());
        if (e.awaited().needsPerson()) {
          remember("over: " + Words.of(e.awaited()));
        }
      }
      case Event.PhaseChanged e -> conditions.put(e.condition().phase(), e.condition());
      case Event.Turned e -> intent = e.intent();
      case Event.Progress e -> tally = e.tally();
      case Event.RunEnded e -> {
        tally = e.tally();
        waits.clear();
        remember(Words.of(e.outcome()) + e.why().lines().findFirst().map(w -> ": " + w).orElse(""));
      }
      case Event.Note e -> remember(e.message());
    }
    draw(event.at());
  }

  private void remember(String line) {
    recent.addLast(line);
    if (recent.size() > RECENT) {
      recent.removeFirst();
    }
  }

  private void draw(Instant now) {
    List<String> lines = new ArrayList<>();
    if (intent != Intent.RUN) {
      lines.add(colour("35", Words.of(intent)));
    }
    for (PhaseName phase : PhaseName.values()) {
      lines.add(phase(phase));
    }
    Event.Tally t = tally;
    if (t != null) {
      int bar = Math.clamp(width - MORE_THAN_A_BAR, 8, BAR);
      int done = t.slots() == 0 ? bar : bar * t.slotsDone() / t.slots();
      lines.add("");
      lines.add("█".repeat(done) + "░".repeat(bar - done) + "  " + Words.of(t));
    }
    lines.add("");
    recent.forEach(line -> lines.add("  " + line));
    waits.values().stream()
        .filter(Wait::needsPerson)
        .limit(WAITS)
        .forEach(wait -> lines.addAll(forYou(wait)));
    waits.values().stream()
        .filter(w -> !w.needsPerson())
        .limit(Math.max(0, WAITS - waits.values().stream().filter(Wait::needsPerson).count()))
        .forEach(wait -> lines.add("  … " + Words.of(wait)));
    if (waits.size() > WAITS) {
      lines.add("  … and " + (waits.size() - WAITS) + " more waits");
    }
    lines.add("  " + clock.at(now));
    if (lines.size() > height) {
      lines.subList(0, lines.size() - height).clear();
    }
    StringBuilder frame = new StringBuilder();
    if (drawn > 0) {
      frame.append("\u001b[").append(drawn).append("A\r");
    }
    frame.append("\u001b[J");
    lines.forEach(line -> frame.append(cut(line)).append('\n'));
    drawn = lines.size();
    err.print(frame);
    err.flush();
  }

  /** Nobody else can end it, so all of it is shown. */
  private List<String> forYou(Wait wait) {
    List<String> lines = new ArrayList<>();
    for (String text :
        List.of("waits for you: " + wait.subject() + ": " + wait.reason(), "→ " + wait.remedy())) {
      String left = text;
      while (!left.isEmpty()) {
        int room = Math.max(20, width - 4);
        int end = left.length() <= room ? left.length() : left.lastIndexOf(' ', room);
        int cut = end <= 0 ? Math.min(room, left.length()) : end;
        lines.add("  " + colour("33", left.substring(0, cut)));
        left = left.substring(cut).strip();
      }
    }
    return lines;
  }

  private String phase(PhaseName phase) {
    Condition c = conditions.get(phase);
    if (c == null) {
      return "  " + phase;
    }
    return switch (c.status()) {
      case STARTED -> colour("33", "▶ " + phase);
      case TRUE -> colour("32", "✔ ") + phase + ": " + c.summary();
      case ATTESTED -> colour("36", "✔ ") + phase + ": attested, not seen";
      case UNDONE -> "↩ " + phase;
    };
  }

  private String colour(String code, String text) {
    return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  private String cut(String line) {
    int room = line.indexOf('\u001b') >= 0 ? width + 9 : width;
    return line.length() <= room ? line : line.substring(0, room - 1) + "…";
  }
}
