package io.restitch.cli.command;

import io.restitch.cli.Cli;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * All commands. One that the command line does not name is only described below the root: building
 * the model of all of them takes longer than all else that {@code --help} does.
 */
public final class Commands {
  private final CommandLine root;
  private final List<String> line;

  private Commands(CommandLine root, List<String> line) {
    this.root = root;
    this.line = line;
  }

  /** Puts every command below the root of this command line. */
  public static void addTo(CommandLine root, Cli cli, List<String> line) {
    Commands commands = new Commands(root, line);
    commands.add(DemoCommand.class, () -> new DemoCommand(cli));
    commands.add(InspectCommand.class, () -> new InspectCommand(cli));
    commands.add(InitCommand.class, () -> new InitCommand(cli));
    commands.add(PlanCommand.class, () -> new PlanCommand(cli));
    commands.add(ProbeCommand.class, () -> new ProbeCommand(cli));
    commands.add(ApplyCommand.class, () -> new ApplyCommand(cli));
    commands.add(StatusCommand.class, () -> new StatusCommand(cli));
    commands.add(PauseCommand.class, () -> new PauseCommand(cli));
    commands.add(ResumeCommand.class, () -> new ResumeCommand(cli));
    commands.add(AbortCommand.class, () -> new AbortCommand(cli));
    commands.add(RollbackCommand.class, () -> new RollbackCommand(cli));
    commands.add(BridgeCommand.class, () -> new BridgeCommand(cli));
    commands.add(RemovalCommand.class, () -> new RemovalCommand(cli));
    commands.add(VerifyCommand.class, () -> new VerifyCommand(cli));
    commands.add(ForgetCommand.class, () -> new ForgetCommand(cli));
    commands.add(ReportCommand.class, () -> new ReportCommand(cli));
    commands.add(RehearseCommand.class, () -> new RehearseCommand(cli));
    commands.add(RestoreCommand.class, () -> new RestoreCommand(cli));
    commands.add(RenderCommand.class, () -> new RenderCommand(cli));
    commands.add(ProviderCommand.class, () -> provider(cli));
    commands.add(SchemaCommand.class, () -> new SchemaCommand(cli));
    commands.add(CompletionCommand.class, () -> new CompletionCommand(cli));
  }

  private static CommandLine provider(Cli cli) {
    return new CommandLine(new ProviderCommand())
        .addSubcommand(new ProviderListCommand(cli))
        .addSubcommand(new ProviderTestCommand(cli));
  }

  private void add(Class<?> type, Supplier<Object> command) {
    Command told = Objects.requireNonNull(type.getAnnotation(Command.class));
    if (isNamed(told.name())) {
      root.addSubcommand(command.get());
    } else {
      CommandSpec described = CommandSpec.create().name(told.name());
      described.usageMessage().description(told.description());
      root.getCommandSpec().addSubcommand(told.name(), described);
    }
  }

  /** A completion script tells of all, and in an argument file any command can be named. */
  private boolean isNamed(String name) {
    return line.stream()
        .anyMatch(word -> word.equals(name) || word.equals("completion") || word.startsWith("@"));
  }
}
