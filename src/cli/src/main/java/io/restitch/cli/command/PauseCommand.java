package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.run.FrozenText;
import io.restitch.cli.run.Runner;
import io.restitch.cli.wiring.Session;
import io.restitch.core.fact.Intent;
import io.restitch.core.phase.Frozen;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.StoredMigration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks the running restitch to finish what is under way, and stop. */
@Command(
    name = "pause",
    description = "Lets the running migration finish what is under way, and stop.",
    footer = {"", "Examples:", "  restitch pause"})
final class PauseCommand implements Callable<Integer> {
  private final Cli cli;
  @Mixin private TargetOptions target = new TargetOptions();

  PauseCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    try (Session session = target.connect(cli)) {
      StoredMigration stored = Recorded.underWay(session, "pause");
      session.record().intend(Intent.PAUSE);
      cli.say("pausing: nothing new is started");
      cli.say("→ " + Runner.goesOn(stored.fact().course(), stored.plan().furthest().orElse(null)));
      frozen(session);
      return 0;
    }
  }

  /** It is paused already, whatever may be seen of it. */
  private void frozen(Session session) {
    try {
      Frozen.of(session.observe()).ifPresent(f -> FrozenText.of(f).forEach(cli::say));
    } catch (RestitchException e) {
      cli.say("which blocks are nearly full is not known: " + e.getMessage());
    }
  }
}
