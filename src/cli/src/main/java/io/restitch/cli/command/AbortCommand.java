package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.core.fact.Intent;
import picocli.CommandLine.Command;

/** Leaves a schedulable cluster where it is. */
@Command(
    name = "abort",
    description = "Stops where it is, and leaves every remaining node schedulable. Asks first.",
    footer = {
      "",
      "While fabrics are mixed, hold, fence and bridge stay in place.",
      "",
      "Examples:",
      "  restitch abort",
      "  restitch abort --yes"
    })
final class AbortCommand extends TurnCommand {
  AbortCommand(Cli cli) {
    super(cli, Intent.ABORT, "This aborts the migration of cluster %s.");
  }
}
