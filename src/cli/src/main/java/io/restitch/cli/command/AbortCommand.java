package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.plan.Plan;
import java.util.Map;
import java.util.Optional;
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
    super(cli, Intent.ABORT, "abort", "This aborts the migration of cluster %s.");
  }

  @Override
  Optional<String> outlook(Plan plan, Map<String, NodeFact> nodes) {
    long cordoned = nodes.values().stream().filter(NodeFact::cordoned).count();
    return Optional.of(
        cordoned
            + " of "
            + nodes.size()
            + " nodes are cordoned; those that restitch cordoned come back in service, unless their"
            + " Node is deleted already");
  }
}
