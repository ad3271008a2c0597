package io.restitch.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pods on every node, and on the host's network of control planes, that call every Service twice a
 * second (machines.d/mission/probers.yaml), and a collector outside of the cluster that hears what
 * failed.
 */
final class Probers implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Each tells after so many rounds. */
  private static final int ROUNDS = 20;

  private final Process collector;
  private final Path said;

  private Probers(Process collector, Path said) {
    this.collector = collector;
    this.said = said;
  }

  /** How calls fared: rounds that were made, and failures by what was called. */
  record Fared(int rounds, Map<String, Integer> failed) {
    Fared without(Fared earlier) {
      Map<String, Integer> left = new TreeMap<>(failed);
      earlier.failed().forEach((to, n) -> left.merge(to, -n, Integer::sum));
      left.values().removeIf(n -> n == 0);
      return new Fared(rounds - earlier.rounds(), left);
    }
  }

  static Probers hear(Path folder, List<String> collect) {
    Path said = folder.resolve("probes.log");
    List<String> command = new ArrayList<>(collect);
    command.add(said.toString());
    try {
      Files.createFile(said);
      return new Probers(
          Commands.start(
              folder,
              Map.of(),
              command,
              folder.resolve("collector.out"),
              folder.resolve("collector.err")),
          said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until so many more rounds were made. */
  void await(int more) {
    int wanted = fared().rounds() + more;
    Await.until(
        LIMIT, more + " rounds", () -> fared().rounds() >= wanted, () -> fared().toString());
  }

  /** Waits until a prober on this node has told so many times. */
  void awaitFrom(String node, int times) {
    Await.until(
        LIMIT,
        "calls from " + node,
        () -> Commands.read(said).lines().filter(l -> called(l, node)).count() >= times,
        () -> fared().toString());
  }

  private static boolean called(String line, String node) {
    return line.startsWith("CALLED ") && line.contains(" node=" + node + " ");
  }

  Fared fared() {
    int rounds = 0;
    Map<String, Integer> failed = new TreeMap<>();
    for (String line : Commands.read(said).lines().toList()) {
      if (line.startsWith("CALLED ")) {
        rounds += ROUNDS;
      } else if (line.startsWith("FAIL to=")) {
        failed.merge(line.substring("FAIL to=".length()).split(" ")[0], 1, Integer::sum);
      }
    }
    return new Fared(rounds, failed);
  }

  @Override
  public void close() {
    collector.descendants().forEach(ProcessHandle::destroy);
    collector.destroy();
  }
}
