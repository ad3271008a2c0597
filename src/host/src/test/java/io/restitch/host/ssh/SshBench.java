package io.restitch.host.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.restitch.core.problem.RestitchException;
import io.restitch.host.testing.Entrance;
import io.restitch.host.testing.Keys;
import io.restitch.host.testing.SshHost;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine m1 that lets {@code ops} in with our key, and a user who has neither that key in a file
 * nor the machine's in known_hosts yet.
 */
@Timeout(120)
abstract class SshBench {
  static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;
  final KeyPair ours = Keys.make("Ed25519");
  final KeyPair theirs = Keys.make("Ed25519");
  SshHost host;
  Entrance entrance;

  @BeforeEach
  void open() throws Exception {
    host = new SshHost(folder.resolve("bin"), theirs).lets("ops", ours);
    entrance = new Entrance(folder.resolve("home")).at("m1", host);
  }

  @AfterEach
  void close() throws IOException {
    host.close();
  }

  RootShell shell() {
    return new RootShell(
        entrance.settings(), Map.of("m1", "10.255.255.1"), entrance.surroundings());
  }

  String answer() {
    try (RootShell shell = shell()) {
      return shell.run("m1", "echo in", LIMIT).text();
    }
  }

  /** Why there is no answer. */
  RestitchException failure() {
    RestitchException failure = catchThrowableOfType(RestitchException.class, this::answer);
    assertThat(failure).isNotNull();
    return failure;
  }
}
