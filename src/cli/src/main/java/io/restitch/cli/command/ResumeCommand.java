package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.run.Runner;
import io.restitch.cli.wiring.Session;
import io.restitch.core.fact.Intent;
import io.restitch.engine.port.StoredMigration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes a pause back. */
@Command(
    name = "resume",
    description = "Takes pause, abort or rollback back: the migration may go on.",
    footer = {"", "Examples:", "  restitch resume && restitch apply"})
final class ResumeCommand implements Callable<Integer> {
  private final Cli cli;
  @Mixin private TargetOptions target = new TargetOptions();

  ResumeCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    try (Session session = target.connect(cli)) {
      StoredMigration stored = Recorded.underWay(session, "resume");
      session.record().intend(Intent.RUN);
      cli.say("it may go on");
      cli.say(
          "→ "
              + Runner.goesOn(Intent.RUN, stored.plan().furthest().orElse(null))
              + ", if none is running");
      return 0;
    }
  }
}
