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
    Path assets = Path.of(script(BUILD, Map.of(), "build").lastLine());
    Map<String, String> flags = Map.of("LAB_KCM_FLAGS", String.join(" ", controllerManagerFlags));
    return new Lab(Path.of(script(LIMIT, flags, "up").lastLine()), assets);
  }

  /** A fresh control plane with the sample cluster. */
  static Lab withSample() {
    Lab lab = up();
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

  /** Starts kube-controller-manager anew with these flags; whether it lives. */
  boolean restartControllerManager(String... flags) {
    script(LIMIT, Map.of(), "kcm", dir.toString(), "stop");
    List<String> command = new ArrayList<>(List.of(path("kcm"), dir.toString(), "start"));
    command.addAll(List.of(flags));
    return Commands.run(LIMIT, Map.of(), command).lastLine().equals("alive");
  }

  /** What kubectl prints. */
  String kubectl(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                assets.resolve("kubectl").toString(), "--kubeconfig=" + dir.resolve("kubeconfig")));
    command.addAll(List.of(arguments));
    return Commands.run(LIMIT, Map.of(), command).well().out();
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

  /** The cloud's machines as JSON, asked by the provider itself. */
  String machines(String tags) {
    String request =
        "{\"apiVersion\":\"provider.restitch.io/v1\",\"settings\":{\"dir\":\"%s\"},\"tags\":%s}"
            .formatted(dir, tags);
    List<String> command =
        List.of("bash", "-c", "printf '%s' \"$1\" | \"$2\" list", "list", request, provider());
    return Commands.run(LIMIT, Map.of(), command).well().out();
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
