package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.report.Html;
import io.restitch.cli.report.Markdown;
import io.restitch.cli.report.Story;
import io.restitch.cli.run.RunDirectory;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells from an event log what happened. */
@Command(
    name = "report",
    description = "Tells what happened in a run, from its event log.",
    footer = {"", "Examples:", "  restitch report", "  restitch report --html --out report.html"})
final class ReportCommand implements Callable<Integer> {
  private final Cli cli;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "The event log (default: the latest in ./restitch-runs).")
  private @Nullable String log;

  @Option(names = "--html", description = "One HTML file instead of Markdown.")
  private boolean html;

  @Option(names = "--out", paramLabel = "FILE", description = "Write it there.")
  private @Nullable String out;

  ReportCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    String named = log;
    String file =
        named != null
            ? named
            : RunDirectory.latestLog(cli.here().directory())
                .map(Object::toString)
                .orElseThrow(() ->
                    new RestitchException(
                        ErrorCode.NOT_FOUND,
                        "there is no event log below ./restitch-runs",
                        "name one with --log; `restitch status` shows what the cluster knows"));
    Story story = Story.of(cli.read(file).lines().toList());
    if (story.isEmpty()) {
      throw new RestitchException(
          ErrorCode.BAD_FILE,
          file + " holds no event of restitch",
          "an event log is called events.jsonl, in the run directory");
    }
    String text = html ? Html.of(story) : Markdown.of(story);
    String to = out;
    if (to == null) {
      cli.out().print(text);
    } else {
      cli.write(to, text);
      cli.say("wrote " + to);
    }
    return 0;
  }
}
