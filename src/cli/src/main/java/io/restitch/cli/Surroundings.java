package io.restitch.cli;

import java.io.Console;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a process is started in.
 *
 * @param environment environment variables
 * @param directory the working directory
 * @param terminal whether a person looks on
 * @param clock wall time
 * @param answer reads a line from the person; null if there is none
 */
public record Surroundings(
    Map<String, String> environment,
    Path directory,
    boolean terminal,
    InstantSource clock,
    Supplier<@Nullable String> answer) {
  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** Those of this process. */
  public static Surroundings real() {
    Console console = System.console();
    boolean terminal = console != null && console.isTerminal();
    return new Surroundings(
        System.getenv(),
        Path.of("").toAbsolutePath(),
        terminal,
        InstantSource.system(),
        () -> console == null || !terminal ? null : console.readLine());
  }

  /** Whether to use colours: on a terminal, unless {@code NO_COLOR} is set. */
  public boolean colours() {
    return terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /** Columns of the terminal, as the launcher saw it; 100 if it did not. */
  public int columns() {
    return size("COLUMNS", 100);
  }

  /** Lines of the terminal, as the launcher saw it; 40 if it did not. */
  public int lines() {
    return size("LINES", 40);
  }

  private int size(String variable, int usual) {
    String said = environment.getOrDefault(variable, "");
    return said.matches("[1-9]\\d{1,3}") ? Integer.parseInt(said) : usual;
  }

  /** A file as named on the command line. */
  public Path file(String name) {
    return directory.resolve(name);
  }
}
