package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.NodeFact;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Goes back to where it came from. */
@Command(
    name = "rollback",
    description = "Brings the workloads back to Calico. Not possible once Calico is removed.",
    footer = {"", "Examples:", "  restitch rollback", "  restitch rollback --yes"})
final class RollbackCommand extends TurnCommand {
  RollbackCommand(Cli cli) {
    super(cli, Intent.ROLLBACK, "roll back", "This rolls the migration of cluster %s back.");
  }

  @Override
  Optional<String> outlook(Map<String, NodeFact> nodes) {
    long workers = green(nodes, false);
    long controlPlanes = green(nodes, true);
    return Optional.of(
        "%d workers on Flannel are drained onto machines on Calico that are made for them, and deleted;"
                .formatted(workers)
            + " %d control planes are converted back; pods lose their emptyDir volumes once more"
                .formatted(controlPlanes));
  }

  private static long green(Map<String, NodeFact> nodes, boolean controlPlane) {
    return nodes.values().stream()
        .filter(n -> n.fabric() == Fabric.FLANNEL && n.controlPlane() == controlPlane)
        .count();
  }
}
