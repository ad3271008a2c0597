package io.restitch.cli.command;

import io.restitch.cli.Cli;
import picocli.CommandLine;

/** All commands. */
public final class Commands {
  private Commands() {}

  /** Puts every command below the root. */
  public static void addTo(CommandLine root, Cli cli) {
    CommandLine provider = new CommandLine(new ProviderCommand());
    provider.addSubcommand(new ProviderListCommand(cli));
    provider.addSubcommand(new ProviderTestCommand(cli));
    root.addSubcommand(new DemoCommand(cli))
        .addSubcommand(new InspectCommand(cli))
        .addSubcommand(new InitCommand(cli))
        .addSubcommand(new PlanCommand(cli))
        .addSubcommand(new ApplyCommand(cli))
        .addSubcommand(new StatusCommand(cli))
        .addSubcommand(new PauseCommand(cli))
        .addSubcommand(new ResumeCommand(cli))
        .addSubcommand(new AbortCommand(cli))
        .addSubcommand(new RollbackCommand(cli))
        .addSubcommand(new VerifyCommand(cli))
        .addSubcommand(new ReportCommand(cli))
        .addSubcommand(new RehearseCommand(cli))
        .addSubcommand(new RenderCommand(cli))
        .addSubcommand(provider)
        .addSubcommand(new SchemaCommand(cli))
        .addSubcommand(new CompletionCommand(cli));
  }
}
