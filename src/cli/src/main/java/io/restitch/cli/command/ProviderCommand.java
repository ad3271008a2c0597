package io.restitch.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Providers: which there are, and whether one keeps the contract. */
@Command(
    name = "provider",
    synopsisSubcommandLabel = "COMMAND",
    description = "Lists providers, and tests one against the contract.",
    footer = {"", "Examples:", "  restitch provider list", "  restitch provider test mine --make"})
final class ProviderCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say list or test");
  }
}
