package io.restitch.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The rights that {@code templates/access/} gives, and no more. */
final class Access {
  private static final Path ROLES =
      Path.of("../../templates/access/clusterrole.yaml").toAbsolutePath().normalize();
  private static final String NAMESPACE = "  namespace: ";

  private Access() {}

  /** Makes what the roles' head says, the roles, and binds them to this user. */
  static void grant(Consumer<String[]> kubectl, String user) {
    run(kubectl, "create", "namespace", "restitch-system");
    run(kubectl, "create", "namespace", "kube-flannel");
    run(kubectl, "label", "namespace", "kube-flannel", "restitch.io/part=flannel");
    run(kubectl, "apply", "-f", ROLES.toString());
    run(
        kubectl,
        "create",
        "clusterrolebinding",
        "restitch",
        "--clusterrole=restitch",
        "--user=" + user);
    try {
      Files.readAllLines(ROLES).stream()
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
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(Consumer<String[]> kubectl, String... arguments) {
    kubectl.accept(arguments);
  }
}
