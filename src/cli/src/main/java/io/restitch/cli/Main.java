package io.restitch.cli;

import io.restitch.cli.command.Commands;
import io.restitch.cli.command.RestitchCommand;
import io.restitch.cli.wiring.LiveWiring;
import io.restitch.cli.wiring.Wiring;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Where the program starts. */
public final class Main {
  private final Wiring wiring;
  private final Surroundings here;

  /** A program with these parts, in these surroundings. */
  public Main(Wiring wiring, Surroundings here) {
    this.wiring = wiring;
    this.here = here;
  }

  /** Runs one command, and ends the process with its exit status. */
  public static void main(String... args) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = run(out, err, args);
    System.exit(status);
  }

  /** Runs one command against the real world. */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    Surroundings here = Surroundings.real();
    return new Main(new LiveWiring(here.environment(), here.directory(), here.clock()), here)
        .execute(out, err, args);
  }

  /** Runs one command. */
  public int execute(PrintWriter out, PrintWriter err, String... args) {
    RestitchCommand root = new RestitchCommand();
    CommandLine line = new CommandLine(root);
    Commands.addTo(line, new Cli(wiring, here, out, err), List.of(args));
    line.setOut(out)
        .setErr(err)
        .setColorScheme(CommandLine.Help.defaultColorScheme(here.colours() ? Ansi.ON : Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setDefaultValueProvider(new EnvironmentDefaults(here.environment()))
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler((e, a) -> Failures.usage(err, e))
        .setExecutionExceptionHandler((e, c, r) -> Failures.failed(err, e, root.debug()));
    int status = line.execute(args);
    out.flush();
    err.flush();
    return status;
  }
}
