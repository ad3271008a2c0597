package io.restitch.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Real machines with a cluster whose workers are on Flannel and whose control planes are not yet,
 * up from its making to its close. Needs root; fails if it cannot start.
 */
final class MixedLab implements AutoCloseable {
  private static final Path HOME = Path.of("").toAbsolutePath();
  private static final Duration BUILD = Duration.ofMinutes(40);
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Path dir;

  private MixedLab(Path dir) {
    this.dir = dir;
  }

  /** With Calico in this mode: {@code vxlan} or {@code bgp}. */
  static MixedLab up(String mode) {
    script(BUILD, "build", "machines");
    return new MixedLab(Path.of(script(LIMIT, "mixed", "--mode", mode).lastLine()));
  }

  /** What kubectl prints. */
  String kubectl(String... arguments) {
    return inNetwork(List.of("kubectl"), arguments).well().out();
  }

  /** What a command in a machine prints. */
  String exec(String machine, String... command) {
    List<String> all = new ArrayList<>(List.of("exec", dir.toString(), machine));
    all.addAll(List.of(command));
    return script(LIMIT, "machines", all.toArray(String[]::new)).out();
  }

  /** Runs restitch where machines can be reached, with settings beside it. */
  Commands.Ended restitch(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(inNetwork());
    command.addAll(Restitch.built());
    command.addAll(List.of(arguments));
    return Commands.run(LIMIT, folder, Map.of("NO_COLOR", "1"), command);
  }

  /** Writes settings with which restitch reaches the machines; these phases are attested. */
  void settings(Path folder, String... attested) {
    try {
      Files.writeString(
          folder.resolve("restitch.yaml"),
          """
          apiVersion: restitch.io/v1alpha1
          kind: Migration
          metadata: {name: lab}
          spec:
            hosts: {user: ops, key: %1$s/ssh/id_ed25519, knownHosts: %1$s/ssh/known_hosts}
            attested: [%2$s]
          """
              .formatted(dir, String.join(", ", attested)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client that reads and writes through the load balancer, every 50 ms, until it is ended. */
  Client client(Path folder) {
    List<String> command = new ArrayList<>(inNetwork());
    command.addAll(List.of(HOME.resolve("machines.d/mixed/client").toString(), "0.05"));
    return Client.start(folder, command);
  }

  @Override
  public void close() {
    script(LIMIT, "machines", "down", dir.toString());
  }

  private Commands.Ended inNetwork(List<String> program, String... arguments) {
    List<String> command = new ArrayList<>(inNetwork());
    command.addAll(program);
    command.addAll(List.of(arguments));
    return Commands.run(LIMIT, Map.of(), command);
  }

  private List<String> inNetwork() {
    return List.of(HOME.resolve("machines").toString(), "run", dir.toString());
  }

  private static Commands.Ended script(Duration limit, String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of(HOME.resolve(name).toString()));
    command.addAll(List.of(arguments));
    return Commands.run(limit, Map.of(), command).well();
  }
}
