package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.wiring.Session;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.StoredMigration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes away what restitch keeps of a migration that is over, or was rolled back. */
@Command(
    name = "forget",
    description =
        "Removes what restitch keeps of a migration that is over or rolled back: its record, its"
            + " notes on objects, its folders on control planes. Asks first.",
    footer = {
      "",
      "Backups stay where they are. Afterwards `verify`, `report` and `status` know of nothing.",
      "It needs the right to delete namespace restitch-system, which the roles of `restitch render",
      "access` do not give; these, and their bindings, are yours to remove.",
      "",
      "Examples:",
      "  restitch forget",
      "  restitch forget --yes"
    })
final class ForgetCommand implements Callable<Integer> {
  private final Cli cli;
  @Mixin private TargetOptions target = new TargetOptions();

  @Mixin private YesOption yes = new YesOption();

  ForgetCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    try (Session session = target.connect(cli)) {
      Optional<StoredMigration> stored = session.record().read();
      stored.ifPresent(migration -> refuseUnderWay(session, migration));
      List<String> kept = session.traces().list();
      if (kept.isEmpty()) {
        cli.say("restitch keeps nothing in " + session.name());
        return 0;
      }
      kept.forEach(k -> cli.say("  " + k));
      stored.ifPresent(migration -> cli.say("  folders on control-plane machines"));
      Planning.confirm(
          cli,
          session,
          yes.said(),
          "What restitch keeps in cluster " + session.name() + " is removed.");
      stored.ifPresent(migration ->
          session
              .forgetMachines(migration.plan().settings())
              .forEach((machine, folders) ->
                  folders.forEach(folder -> cli.say("removed " + folder + " on " + machine))));
      session.traces().remove();
      cli.say("restitch keeps nothing in " + session.name() + " any more");
      return 0;
    }
  }

  private static void refuseUnderWay(Session session, StoredMigration migration) {
    if (!migration.fact().over() && !migration.fact().rolledBack()) {
      throw new RestitchException(
          ErrorCode.BLOCKED,
          "the migration of " + session.name() + " is neither over nor rolled back",
          "`restitch apply` goes on with it, `restitch rollback` goes back");
    }
  }
}
