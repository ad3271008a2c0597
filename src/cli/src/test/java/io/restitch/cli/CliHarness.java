package io.restitch.cli;

import io.restitch.cli.wiring.LiveWiring;
import io.restitch.cli.wiring.Machines;
import io.restitch.cli.wiring.Wiring;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs commands as a shell would, and keeps what they print. */
final class CliHarness {
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private @Nullable Wiring wiring;
  private @Nullable String answer;
  private Machines machines = FakeMachines.sound();
  private boolean terminal;
  String out = "";
  String err = "";

  CliHarness(Path directory) {
    this.directory = directory;
  }

  /** In a directory that has this cluster's kubeconfig, and a provider that works. */
  static CliHarness beside(FakeCluster cluster, Path directory) throws IOException {
    cluster.kubeconfig(directory);
    FakeProviders.well(directory);
    return new CliHarness(directory).env("PATH", System.getenv("PATH") + ":" + directory);
  }

  CliHarness with(Wiring other) {
    wiring = other;
    return this;
  }

  CliHarness with(Machines other) {
    machines = other;
    return this;
  }

  CliHarness env(String name, String value) {
    environment.put(name, value);
    return this;
  }

  CliHarness answering(String line) {
    terminal = true;
    answer = line;
    return this;
  }

  int run(String... args) {
    StringWriter stdout = new StringWriter();
    StringWriter stderr = new StringWriter();
    Surroundings here =
        new Surroundings(environment, directory, terminal, InstantSource.fixed(NOW), () -> answer);
    Wiring parts =
        wiring == null ? new LiveWiring(environment, directory, here.clock(), machines) : wiring;
    int status =
        new Main(parts, here).execute(new PrintWriter(stdout), new PrintWriter(stderr), args);
    out = stdout.toString();
    err = stderr.toString();
    return status;
  }
}
