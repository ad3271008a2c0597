package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.show.Rows;
import io.restitch.cli.wiring.Providers;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the providers that are found. */
@Command(
    name = "list",
    description = "Lists the providers that are found.",
    footer = {"", "Examples:", "  restitch provider list"})
final class ProviderListCommand implements Callable<Integer> {
  private final Cli cli;
  @Mixin private OutputOption output = new OutputOption();

  ProviderListCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    Map<String, Path> found = new Providers(cli.here().environment()).found();
    Rows rows = new Rows("NAME", "EXECUTABLE");
    Map<String, Object> data = new TreeMap<>();
    StringBuilder names = new StringBuilder();
    found.forEach((name, path) -> {
      rows.add(name, path);
      data.put(name, path.toString());
      names.append("provider/").append(name).append('\n');
    });
    cli.out().print(output.choose(rows::toString, () -> data, names::toString));
    return 0;
  }
}
