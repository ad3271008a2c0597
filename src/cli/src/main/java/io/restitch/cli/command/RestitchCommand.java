package io.restitch.cli.command;

import io.restitch.cli.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command above all others. */
@Command(
    name = "restitch",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    version = "restitch " + Version.NUMBER + " (restitch.io/v1alpha1)",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    description =
        "Moves a running Kubernetes cluster from Calico to Flannel by replacing its nodes.",
    footer = {
      "",
      "A cluster is changed by apply, abort and rollback alone; pause and resume write to the record,",
      "bridge --watch to what the bridge's agents are told.",
      "",
      "Examples:",
      "  restitch demo                               (a simulated cluster)",
      "  restitch inspect && restitch init           (yours; changes nothing)",
      "  restitch plan --out plan.yaml && restitch apply plan.yaml --until WorkersReplaced",
      "",
      "Exit status: 0 ok, 1 error, 2 changes (opt-in), 3 paused, 4 blocked, 5 stale or locked,"
          + " 64 usage, 130 aborted."
    })
public final class RestitchCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show stack traces.")
  private boolean debug;

  /** Whether stack traces are wanted. */
  public boolean debug() {
    return debug;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
