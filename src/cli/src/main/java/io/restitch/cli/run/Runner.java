package io.restitch.cli.run;

import io.restitch.cli.Cli;
import io.restitch.cli.progress.Progress;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Outcome;
import io.restitch.core.fact.Intent;
import io.restitch.core.plan.Plan;
import io.restitch.engine.event.Events;
import io.restitch.engine.loop.LiveRun;
import io.restitch.engine.loop.RunResult;
import io.restitch.engine.port.World;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A run from the command line. */
public final class Runner {
  private final Cli cli;
  private final Progress progress;
  private final Path directory;

  /** Shows it this way, and keeps its log there. */
  public Runner(Cli cli, Progress progress, Path directory) {
    this.cli = cli;
    this.progress = progress;
    this.directory = directory;
  }

  /**
   * Proves that the log can be written, before anything is touched. Approving a plan is a touch.
   *
   * @throws io.restitch.core.problem.RestitchException {@code LOCAL_DISK}
   */
  public void prepare() {
    RunDirectory.make(directory);
    EventLog.open(directory, problem -> {}).close();
  }

  /**
   * Runs, and says how it ended: the exit status.
   *
   * @param asked what the command is to bring about
   */
  public int run(World world, Plan plan, @Nullable PhaseName until, Intent asked)
      throws InterruptedException {
    AtomicReference<@Nullable LiveRun> running = new AtomicReference<>();
    try (EventLog log =
        EventLog.open(
            directory,
            problem -> {
              cli.say("restitch: " + problem.getMessage());
              withRun(running, LiveRun::pause);
            })) {
      Events shown = progress.to(cli.err(), cli.here());
      LiveRun run =
          new LiveRun(
              world,
              plan,
              until,
              Events.all(List.of(log, shown)),
              cli.here().clock(),
              Holder.of(cli.here()));
      running.set(run);
      try (Interrupts interrupts =
          new Interrupts(
              () -> {
                if (!run.waiting()) {
                  cli.say(
                      "pausing: what is under way is finished first; Ctrl-C again stops at once");
                }
                run.pause();
              },
              run::stopNow)) {
        RunResult result = run.run();
        return ended(result, asked, until, interrupts.stopped(), log);
      }
    }
  }

  private int ended(
      RunResult result, Intent asked, @Nullable PhaseName until, boolean stopped, EventLog log) {
    cli.say("event log: " + log.file());
    if (stopped) {
      cli.say("stopped at once");
      halfDone(result);
      cli.say("→ " + goesOn(asked, until) + ": it looks first, and does nothing twice");
      frozen(result);
      return 130;
    }
    log.problem()
        .ifPresent(problem -> {
          throw problem;
        });
    if (result.outcome() == Outcome.PAUSED) {
      cli.say(
          "paused"
              + (result.why().isEmpty() ? "" : ": " + result.why())
              + "; while fabrics are mixed, hold, fence and bridge stay");
      halfDone(result);
      cli.say("→ " + goesOn(asked, until));
    }
    if (result.outcome() == Outcome.BLOCKED) {
      cli.say("restitch: " + result.why());
      cli.say("→ restitch apply probes again, restitch probe does nothing else");
    }
    if (result.outcome() == Outcome.REACHED) {
      cli.say("reached " + until + stays(until));
      cli.say("→ restitch apply goes on, restitch rollback goes back; restitch status shows it");
    }
    if (result.outcome() == Outcome.ABORTED) {
      cli.say("aborted: every node is schedulable; while fabrics are mixed, the bridge stays");
      cli.say(
          "→ restitch apply goes on with this plan, restitch plan --out makes another, restitch"
              + " rollback goes back");
    }
    frozen(result);
    return Ending.status(result.outcome(), asked);
  }

  private void frozen(RunResult result) {
    result.frozen().ifPresent(f -> FrozenText.of(f).forEach(cli::say));
  }

  /** What stands while there are, or may be, nodes of both networks, or objects of both. */
  private static String stays(@Nullable PhaseName until) {
    if (until == null || until.before(PhaseName.IPAM_HELD)) {
      return "";
    }
    return until.before(PhaseName.IPAM_RETURNED)
        ? "; hold, fence and bridge stay"
        : until.before(PhaseName.UNBRIDGED) ? "; fence and bridge stay" : "";
  }

  private void halfDone(RunResult result) {
    if (!result.halfDone().isEmpty()) {
      cli.say("half done:");
      result.halfDone().forEach(what -> cli.say("  " + what));
    }
  }

  /**
   * The way on after a stop; a pause forgets the direction.
   *
   * @param until the last phase that was, or can be, asked for; null for all
   */
  public static String goesOn(Intent asked, @Nullable PhaseName until) {
    return switch (asked) {
      case ROLLBACK -> "restitch rollback goes on; restitch resume turns forward again";
      case ABORT -> "restitch abort goes on; restitch resume turns forward again";
      case RUN, PAUSE -> "restitch apply" + (until == null ? "" : " --until " + until) + " goes on";
    };
  }

  private static void withRun(AtomicReference<@Nullable LiveRun> running, Consumer<LiveRun> act) {
    LiveRun run = running.get();
    if (run != null) {
      act.accept(run);
    }
  }
}
