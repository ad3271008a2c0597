package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.show.StatusText;
import io.restitch.cli.wiring.Session;
import io.restitch.engine.port.StoredMigration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the record; writes nothing. */
@Command(
    name = "status",
    description = "Shows how far the migration is. Changes nothing.",
    footer = {
      "",
      "Examples:",
      "  restitch status",
      "  restitch status -w",
      "  restitch status -o json"
    })
final class StatusCommand implements Callable<Integer> {
  private static final long EVERY_MILLIS = 2000;

  private final Cli cli;
  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = {"-w", "--watch"},
      description = "Go on, and print what changes.")
  private boolean watch;

  StatusCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (Session session = target.connect(cli)) {
      StoredMigration stored = Recorded.of(session);
      String shown = show(stored);
      while (watch && !over(stored)) {
        Thread.sleep(EVERY_MILLIS);
        stored = Recorded.of(session);
        if (!text(stored).equals(shown)) {
          cli.out().println();
          shown = show(stored);
        }
      }
      return 0;
    }
  }

  private String show(StoredMigration stored) {
    String text = text(stored);
    cli.out().print(text);
    cli.out().flush();
    return text;
  }

  private String text(StoredMigration stored) {
    return output.choose(
        () -> StatusText.of(stored),
        () -> StatusText.map(stored),
        () -> "migration/" + stored.name() + "\n");
  }

  private static boolean over(StoredMigration stored) {
    return stored.fact().over();
  }
}
