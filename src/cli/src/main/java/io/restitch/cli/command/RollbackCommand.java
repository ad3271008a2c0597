package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.core.fact.Intent;
import picocli.CommandLine.Command;

/** Goes back to where it came from. */
@Command(
    name = "rollback",
    description = "Brings the workloads back to Calico. Not possible once Calico is removed.",
    footer = {"", "Examples:", "  restitch rollback", "  restitch rollback --yes"})
final class RollbackCommand extends TurnCommand {
  RollbackCommand(Cli cli) {
    super(cli, Intent.ROLLBACK, "This rolls the migration of cluster %s back.");
  }
}
