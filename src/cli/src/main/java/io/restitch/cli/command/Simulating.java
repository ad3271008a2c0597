package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.progress.Progress;
import io.restitch.cli.report.Html;
import io.restitch.cli.report.Markdown;
import io.restitch.cli.report.Story;
import io.restitch.cli.wiring.Wiring;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.plan.Settings;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.event.Events;
import io.restitch.engine.event.JsonEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What demo and rehearse have in common: a migration in the twin, shown, and reported. */
final class Simulating {
  /** How fast virtual time goes by. */
  enum Speed {
    AUTO,
    PACED,
    FAST
  }

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed tells the same story (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--speed",
      paramLabel = "HOW",
      defaultValue = "AUTO",
      description = "paced (to watch), fast, or auto: paced on a terminal.")
  private Speed speed = Speed.AUTO;

  @Option(
      names = "--progress",
      paramLabel = "HOW",
      defaultValue = "AUTO",
      description = "auto, plain, tty, quiet or rawjson.")
  private Progress progress = Progress.AUTO;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Where to write the report; .html or .md.")
  private @Nullable String report;

  int run(
      Cli cli,
      Settings settings,
      Optional<Wiring.Start> start,
      @Nullable PhaseName until,
      String usualReport) {
    String file = report == null ? usualReport : report;
    boolean html = file.endsWith(".html");
    if (report != null && !html && !file.endsWith(".md") && !file.equals("/dev/null")) {
      throw new RestitchException(
          ErrorCode.BAD_USAGE,
          "a report is Markdown or HTML, and " + file + " is called like neither",
          "let its name end with .md or .html");
    }
    cli.write(file, "");
    List<String> lines = new ArrayList<>();
    Events shown = progress.to(cli.err(), cli.here());
    boolean paced = speed == Speed.PACED || (speed == Speed.AUTO && cli.here().terminal());
    Events seen = paced ? new Paced(shown) : shown;
    Wiring.Simulated result =
        cli.wiring()
            .simulate(
                seed,
                settings,
                start,
                until,
                Events.all(List.of(new JsonEvents(lines::add), seen)));
    Story story = Story.of(lines);
    cli.write(file, html ? Html.of(story) : Markdown.of(story));
    if (!result.done()) {
      cli.say("restitch: it did not come to its end: " + result.why());
      cli.say("→ the report tells how far it came");
    }
    cli.out().println(file);
    return result.done() ? 0 : 1;
  }
}
