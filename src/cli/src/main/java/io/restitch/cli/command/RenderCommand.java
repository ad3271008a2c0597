package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what would land on machines. */
@Command(
    name = "render",
    description = "Lists the templates of what lands on machines.",
    footer = {
      "",
      "Examples:",
      "  restitch render -o json",
      "  restitch render --templates ./templates"
    })
final class RenderCommand implements Callable<Integer> {
  private final Cli cli;

  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--templates",
      paramLabel = "DIR",
      description = "Where they are (default: templates/ beside the launcher).")
  private @Nullable String templates;

  RenderCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    String named = templates;
    Path home = Path.of(cli.here().environment().getOrDefault("RESTITCH_HOME", "."));
    Path directory = cli.here().file(named == null ? home.resolve("templates").toString() : named);
    List<String> names = list(directory);
    if (names.isEmpty()) {
      cli.say("no templates in " + directory);
    }
    String lines = names.stream().map(n -> n + "\n").collect(Collectors.joining());
    cli.out().print(output.choose(() -> lines, () -> names, () -> lines));
    return 0;
  }

  private static List<String> list(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> directory.relativize(f).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new RestitchException(
          ErrorCode.LOCAL_DISK,
          "cannot read " + directory + ": " + e,
          "name another directory with --templates",
          e);
    }
  }
}
