package io.restitch.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One lab, up from its making to its close. Fails if it cannot start. */
final class Lab implements AutoCloseable {
  private static final Path HOME = Path.of("").toAbsolutePath();
  private static final Duration BUILD = Duration.ofMinutes(40);
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Path dir;
  private final Path assets;

  private Lab(Path dir, Path assets) {
    this.dir = dir;
    this.assets = assets;
  }

  /** A fresh control plane without nodes. */
  static Lab up(String... controllerManagerFlags) {
    return up(Map.of("LAB_KCM_FLAGS", String.join(" ", controllerManagerFlags)));
  }

  private static Lab up(Map<String, String> flags) {
    Path assets = assets();
    return new Lab(Path.of(script(LIMIT, flags, "up").lastLine()), assets);
  }

  /** The folder with the real components, which are built if they are not there. */
  static Path assets() {
    return Path.of(script(BUILD, Map.of(), "build").lastLine());
  }

  /** A fresh control plane with the sample cluster, its API server with these flags. */
  static Lab withSample(String... apiServerFlags) {
    Lab lab = up(Map.of("LAB_API_FLAGS", String.join(" ", apiServerFlags)));
    try {
      lab.sample(Map.of());
      return lab;
    } catch (Throwable e) {
      lab.close();
      throw e;
    }
  }

  /** Posts the sample cluster, and waits for it. */
  void sample(Map<String, String> environment) {
    script(LIMIT, environment, "sample", dir.toString());
  }

  /** Starts kube-controller-manager anew with these flags: {@code alive} or {@code exited}. */
  String restartControllerManager(String... flags) {
    script(LIMIT, Map.of(), "kcm", dir.toString(), "stop");
    List<String> command = new ArrayList<>(List.of(path("kcm"), dir.toString(), "start"));
    command.addAll(List.of(flags));
    return Commands.run(LIMIT, Map.of(), command).lastLine();
  }

  /** What kubectl prints. */
  String kubectl(String... arguments) {
    return tryKubectl(arguments).well().out();
  }

  /** How kubectl ended. */
  Commands.Ended tryKubectl(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                assets.resolve("kubectl").toString(), "--kubeconfig=" + dir.resolve("kubeconfig")));
    command.addAll(List.of(arguments));
    return Commands.run(LIMIT, Map.of(), command);
  }

  /** Posts an object. */
  void apply(String yaml) {
    try {
      Path file = Files.writeString(dir.resolve("posted.yaml"), yaml);
      kubectl("apply", "-f", file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a component wrote. */
  String log(String component) {
    return Commands.read(dir.resolve(component + ".log"));
  }

  /** The names of the nodes that kubectl selects. */
  List<String> nodes(String selector) {
    return kubectl("get", "nodes", "-l", selector, "-o", "name")
        .lines()
        .map(l -> l.replace("node/", ""))
        .sorted()
        .toList();
  }

  /** Makes the provider misbehave: see the lab's README. */
  void fault(String name, String when) {
    try {
      Files.writeString(dir.resolve("cloud/faults/" + name), when);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a fault still waits for its time. */
  boolean faulty(String name) {
    return Files.exists(dir.resolve("cloud/faults/" + name));
  }

  /** Takes a fault back. */
  void mend(String name) {
    try {
      Files.deleteIfExists(dir.resolve("cloud/faults/" + name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every machine there ever was. */
  Machines machines() {
    return Machines.read(dir.resolve("cloud/machines"));
  }

  /** From now on the cloud says that it made a machine so much earlier. */
  void age(String machine, Duration by) {
    Path file = dir.resolve("cloud/machines/" + machine + ".json");
    ObjectNode known = (ObjectNode) JsonMapper.shared().readTree(file.toFile());
    known.put("createdAt", known.path("createdAt").asDouble() - by.toSeconds());
    try {
      Path draft = Files.writeString(dir.resolve("cloud/aged.json"), known.toString());
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the provider was asked for. */
  Trace trace() {
    return Trace.read(dir.resolve("cloud/trace.jsonl"));
  }

  /** Folder of this lab. */
  Path dir() {
    return dir;
  }

  /** What every request left behind. */
  AuditLog audit() {
    return AuditLog.read(dir.resolve("audit.log"));
  }

  /** The lab's provider. */
  static String provider() {
    return HOME.resolve("provider/restitch-provider-lab").toString();
  }

  @Override
  public void close() {
    script(LIMIT, Map.of(), "down", dir.toString());
  }

  private static Commands.Ended script(
      Duration limit, Map<String, String> environment, String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of(path(name)));
    command.addAll(List.of(arguments));
    return Commands.run(limit, new TreeMap<>(environment), command).well();
  }

  private static String path(String name) {
    return HOME.resolve(name).toString();
  }
}
