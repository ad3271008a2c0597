package io.restitch.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The restitch that was just built, run as a process of its own. */
final class Restitch {
  private static final Path BUILT = Path.of("../cli/target").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Lab lab;
  private final Path home;
  private String kubeconfig = "kubeconfig";

  /**
   * @param lab where it works
   * @param home an empty folder: its working directory, run directories and files
   */
  Restitch(Lab lab, Path home) {
    this.lab = lab;
    this.home = home;
  }

  /**
   * Everything but the fence, Flannel and the workers is attested; what the sample cluster would
   * lose is accepted.
   */
  Restitch withSettings(int surge) {
    write(
        home.resolve("restitch.yaml"),
        """
        apiVersion: restitch.io/v1alpha1
        kind: Migration
        metadata: {name: lab}
        spec:
          provider:
            name: lab
            path: %s
            settings: {dir: %s, bootSeconds: "2"}
          workers: {surge: %d, bootTimeout: 2m, attempts: 9, join: none}
          attested: [BackedUp, IpamHeld, Bridged, ControlPlaneConverted, IpamReturned]
          accept: [lone-pods, emptydir-data]
        """
            .formatted(Lab.provider(), lab.dir(), surge));
    return this;
  }

  /** No machine is made or changed: these phases are attested, by names with commas between. */
  Restitch withoutProvider(String attested) {
    write(
        home.resolve("restitch.yaml"),
        """
        apiVersion: restitch.io/v1alpha1
        kind: Migration
        metadata: {name: lab}
        spec:
          attested: [%s]
        """
            .formatted(attested));
    return this;
  }

  /** As another user of the lab: see its README. */
  Restitch as(String user) {
    kubeconfig = "kubeconfig-" + user;
    return this;
  }

  /** Runs a command to its end. */
  Commands.Ended run(String... arguments) {
    return Commands.run(LIMIT, home, environment(), command(arguments));
  }

  /** Starts a command, its output in files beside its settings. */
  Process start(String name, String... arguments) {
    try {
      return Commands.start(
          home,
          environment(),
          command(arguments),
          home.resolve(name + ".out"),
          home.resolve(name + ".err"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a started command wrote to stderr so far. */
  String err(String name) {
    return Commands.read(home.resolve(name + ".err"));
  }

  /** A file in its folder. */
  Path file(String name) {
    return home.resolve(name);
  }

  private Map<String, String> environment() {
    return Map.of("KUBECONFIG", lab.dir().resolve(kubeconfig).toString(), "NO_COLOR", "1");
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(built());
    command.addAll(List.of(arguments));
    return command;
  }

  /** The command that starts it. */
  static List<String> built() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin/java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        classPath(),
        "io.restitch.cli.Main");
  }

  private static String classPath() {
    try (Stream<Path> jars = Files.list(BUILT);
        Stream<Path> lib = Files.list(BUILT.resolve("lib"))) {
      return Stream.concat(jars, lib)
          .map(Path::toString)
          .filter(n -> n.endsWith(".jar"))
          .sorted()
          .reduce((a, b) -> a + ":" + b)
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
