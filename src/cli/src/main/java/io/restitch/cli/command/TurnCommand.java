package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.run.Runner;
import io.restitch.cli.wiring.Session;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.plan.Plan;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.StoredMigration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** Turns a migration another way, and carries that out unless a running apply does. */
abstract class TurnCommand implements Callable<Integer> {
  private final Cli cli;
  private final Intent intent;
  private final String verb;
  private final String question;
  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private RunOptions run = new RunOptions();

  TurnCommand(Cli cli, Intent intent, String verb, String question) {
    this.cli = cli;
    this.intent = intent;
    this.verb = verb;
    this.question = question;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (Session session = target.connect(cli)) {
      StoredMigration stored = Recorded.underWay(session, verb);
      session.mayApply(stored.plan().settings());
      outlook(stored.plan(), session.observe().nodes()).ifPresent(cli::say);
      Planning.confirm(cli, session, run.yes(), question.formatted(session.name()));
      Runner runner = run.prepared(cli, session.name());
      session.record().intend(intent);
      try {
        return runner.run(
            session.world(stored.plan(), run.directory(cli, session.name())),
            stored.plan(),
            null,
            intent);
      } catch (RestitchException e) {
        if (e.code() != ErrorCode.LOCKED) {
          throw e;
        }
        cli.say("the running restitch carries it out: " + e.getMessage());
        cli.say("→ restitch status -w follows it");
        return 0;
      }
    }
  }

  /** What it means for this cluster, before anybody is asked. */
  abstract Optional<String> outlook(Plan plan, Map<String, NodeFact> nodes);
}
