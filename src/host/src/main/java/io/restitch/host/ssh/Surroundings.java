package io.restitch.host.ssh;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where restitch runs.
 *
 * @param home the user's home directory
 * @param user the user's name
 * @param environment environment variables
 */
public record Surroundings(Path home, String user, Map<String, String> environment) {
  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** Those of a process with this environment. */
  public static Surroundings of(Map<String, String> environment) {
    return new Surroundings(
        Path.of(environment.getOrDefault("HOME", System.getProperty("user.home"))),
        environment.getOrDefault("USER", System.getProperty("user.name")),
        environment);
  }

  /** A path as people write it: {@code ~/} is the home directory. */
  public Path path(String text) {
    return text.equals("~") || text.startsWith("~/")
        ? home.resolve(text.substring(Math.min(2, text.length())))
        : Path.of(text);
  }

  /** The user's SSH directory. */
  Path ssh() {
    return home.resolve(".ssh");
  }
}
