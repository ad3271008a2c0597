package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.progress.Progress;
import io.restitch.cli.run.RunDirectory;
import io.restitch.cli.run.Runner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a run is shown, and where it keeps its log. */
final class RunOptions {
  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description = "Event log and report (default: ./restitch-runs/CLUSTER-DATE).")
  private @Nullable String runDirectory;

  @Option(
      names = "--progress",
      paramLabel = "HOW",
      defaultValue = "AUTO",
      description = "auto, plain, tty, quiet or rawjson.")
  private Progress progress = Progress.AUTO;

  boolean yes() {
    return yes;
  }

  /** A runner whose log is proved to be writable. */
  Runner prepared(Cli cli, String cluster) {
    String named = runDirectory;
    Runner runner =
        new Runner(
            cli,
            progress,
            named == null
                ? RunDirectory.usual(cli.here().directory(), cluster, cli.here().clock().instant())
                : cli.here().file(named));
    runner.prepare();
    return runner;
  }
}
