package io.restitch.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The rights that {@code restitch render access} prints, and no more. */
final class Access {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String NAMESPACE = "  namespace: ";

  private Access() {}

  /** Makes what the roles' head says, the roles, and binds them to this user. */
  static void grant(Consumer<String[]> kubectl, String user) {
    grant(kubectl, user, Path.of("").toAbsolutePath());
  }

  /** The same, for the settings in this folder. */
  static void grant(Consumer<String[]> kubectl, String user, Path folder) {
    String roles = printed(folder);
    run(kubectl, "create", "namespace", "restitch-system");
    run(kubectl, "create", "namespace", "kube-flannel");
    run(kubectl, "label", "namespace", "kube-flannel", "restitch.io/part=flannel");
    apply(kubectl, roles);
    run(
        kubectl,
        "create",
        "clusterrolebinding",
        "restitch",
        "--clusterrole=restitch",
        "--user=" + user);
    roles
        .lines()
        .filter(l -> l.startsWith(NAMESPACE))
        .map(l -> l.substring(NAMESPACE.length()))
        .forEach(namespace ->
            run(
                kubectl,
                "-n",
                namespace,
                "create",
                "rolebinding",
                "restitch",
                "--role=restitch",
                "--user=" + user));
  }

  private static String printed(Path folder) {
    List<String> command = new ArrayList<>(Restitch.built());
    command.addAll(List.of("render", "access", "restitch"));
    return Commands.run(LIMIT, folder, Map.of(), command).well().out();
  }

  private static void apply(Consumer<String[]> kubectl, String roles) {
    try {
      Path file = Files.createTempFile("roles", ".yaml");
      try {
        Files.writeString(file, roles);
        run(kubectl, "apply", "-f", file.toString());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(Consumer<String[]> kubectl, String... arguments) {
    kubectl.accept(arguments);
  }
}
