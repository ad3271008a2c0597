package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.progress.Progress;
import io.restitch.cli.run.RunDirectory;
import io.restitch.cli.run.Runner;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a run is shown, and where it keeps its log. */
final class RunOptions {
  @Mixin private YesOption yes = new YesOption();

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

  private @Nullable Path chosen;

  boolean yes() {
    return yes.said();
  }

  /** The run's directory; the same whenever it is asked for. */
  Path directory(Cli cli, String cluster) {
    Path known = chosen;
    if (known == null) {
      String named = runDirectory;
      known =
          named == null
              ? RunDirectory.usual(cli.here().directory(), cluster, cli.here().clock().instant())
              : cli.here().file(named);
      chosen = known;
    }
    return known;
  }

  /** A runner whose log is proved to be writable. */
  Runner prepared(Cli cli, String cluster) {
    Runner runner = new Runner(cli, progress, directory(cli, cluster));
    runner.prepare();
    return runner;
  }
}
