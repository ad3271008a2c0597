package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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
  Optional<String> outlook(Plan plan, Map<String, NodeFact> nodes) {
    List<String> means = new ArrayList<>();
    if (!plan.attests(PhaseName.WORKERS_REPLACED)) {
      means.add(
          "%d workers on Flannel are drained onto machines on Calico that are made for them, and deleted"
              .formatted(green(nodes, false)));
    }
    if (!plan.attests(PhaseName.CONTROL_PLANE_CONVERTED)) {
      means.add("%d control planes are converted back".formatted(green(nodes, true)));
    }
    means.add("pods lose their emptyDir volumes once more");
    if (!plan.settings().attested().isEmpty()) {
      means.add(
          "what you attested is yours to undo: "
              + plan.settings().attested().stream()
                  .map(PhaseName::condition)
                  .collect(Collectors.joining(", ")));
    }
    return Optional.of(String.join("; ", means));
  }

  private static long green(Map<String, NodeFact> nodes, boolean controlPlane) {
    return nodes.values().stream()
        .filter(n -> n.fabric() == Fabric.FLANNEL && n.controlPlane() == controlPlane)
        .count();
  }
}
