package io.restitch.host.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.testing.AgentServer;
import io.restitch.host.testing.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest extends SshBench {
  @BeforeEach
  void knowsTheMachine() throws IOException {
    entrance.knows(host, theirs.getPublic());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ed25519", "EC", "RSA"})
  void shouldLetInWhenTheKeyIsInAFile(String kind) throws Exception {
    // given
    KeyPair key = Keys.make(kind);
    host.lets("ops", key);
    entrance.key(Keys.write(folder.resolve("key"), key));

    // when / then
    assertThat(answer()).isEqualTo("in\n");
  }

  @Test
  void shouldTakeTheMachinesOwnKeyWhenAnotherIsSetForAll() throws Exception {
    // given
    entrance
        .key(Keys.write(folder.resolve("others"), Keys.make("Ed25519")))
        .key("m1", Keys.write(folder.resolve("its"), ours));

    // when / then
    assertThat(answer()).isEqualTo("in\n");
  }

  @Test
  void shouldNameSshAddWhenTheKeyHasAPassphraseAndThereIsNoAgent() throws Exception {
    // given
    Path key = Keys.writeLocked(folder.resolve("locked"), ours);
    entrance.key(key);

    // when
    RestitchException failure = failure();

    // then
    assertThat(failure.code()).isEqualTo(ErrorCode.UNAUTHORIZED);
    assertThat(failure)
        .hasMessageContaining("the key " + key)
        .hasMessageContaining("has a passphrase, and no agent holds it")
        .hasMessageContaining("SSH_AUTH_SOCK is not set");
    assertThat(failure.remedy()).contains("'ssh-add " + key + "'");
  }

  @Test
  void shouldNameSshAddWhenTheAgentHoldsOtherKeysOnly() throws Exception {
    // given
    Path socket = folder.resolve("agent");
    try (AgentServer agent = new AgentServer(socket, Keys.make("Ed25519"))) {
      entrance.key(Keys.writeLocked(folder.resolve("locked"), ours)).asks(socket);

      // when
      RestitchException failure = failure();

      // then
      assertThat(failure).hasMessageContaining("the agent holds no key for it");
      assertThat(failure.remedy()).contains("ssh-add");
      assertThat(agent.signatures()).isZero();
    }
  }

  @Test
  void shouldLetTheAgentSignWhenTheKeyInItsFileHasAPassphrase() throws Exception {
    // given
    Path socket = folder.resolve("agent");
    try (AgentServer agent =
        new AgentServer(
            socket,
            Keys.make("Ed25519"),
            Keys.make("Ed25519"),
            Keys.make("Ed25519"),
            Keys.make("Ed25519"),
            Keys.make("Ed25519"),
            Keys.make("Ed25519"),
            Keys.make("Ed25519"),
            ours)) {
      entrance.key(Keys.writeLocked(folder.resolve("locked"), ours)).asks(socket);

      // when
      String answer = answer();

      // then
      assertThat(answer).isEqualTo("in\n");
      assertThat(agent.signatures()).isEqualTo(1);
    }
  }

  @Test
  void shouldLetTheAgentSignWhenNoKeyIsNamed() throws Exception {
    // given
    Path socket = folder.resolve("agent");
    try (AgentServer agent = new AgentServer(socket, ours)) {
      entrance.asks(socket);

      // when / then
      assertThat(answer()).isEqualTo("in\n");
      assertThat(agent.signatures()).isEqualTo(1);
    }
  }

  @Test
  void shouldUseTheFileWhenTheAgentHangsUp() throws Exception {
    // given
    Path socket = folder.resolve("agent");
    try (AgentServer agent = new AgentServer(socket, ours)) {
      agent.spoils(answer -> new byte[0]);
      entrance.has(ours).asks(socket);

      // when / then
      assertThat(answer()).isEqualTo("in\n");
    }
  }

  @Test
  void shouldSayWhatTheAgentDoesWhenItAnswersNonsense() throws Exception {
    // given
    Path socket = folder.resolve("agent");
    try (AgentServer agent = new AgentServer(socket, ours)) {
      agent.spoils(answer -> new byte[] {77, 1, 2});
      entrance.asks(socket);

      // when
      RestitchException failure = failure();

      // then
      assertThat(failure.code()).isEqualTo(ErrorCode.UNAUTHORIZED);
      assertThat(failure)
          .hasMessageContaining("there is no key")
          .hasMessageContaining("the agent at " + socket + " does not answer");
    }
  }

  @Test
  void shouldSayThatTheAgentIsGoneWhenItsSocketIsStale() throws Exception {
    // given
    Path socket = folder.resolve("agent");
    new AgentServer(socket, ours).close();
    entrance.asks(socket);

    // when / then
    assertThat(failure()).hasMessageContaining("the agent at " + socket + " does not answer");
  }

  @Test
  void shouldUseNoAgentWhenTheConfigurationSaysSo() throws Exception {
    // given
    Path socket = folder.resolve("agent");
    try (AgentServer agent = new AgentServer(socket, ours)) {
      entrance.asks(socket).configures("Host *\n  IdentityAgent none");

      // when / then
      assertThat(failure()).hasMessageContaining("there is no key");
      assertThat(agent.signatures()).isZero();
    }
  }

  @Test
  void shouldSayThatThereIsNoKeyWhenThereIsNone() {
    // when
    RestitchException failure = failure();

    // then
    assertThat(failure.code()).isEqualTo(ErrorCode.UNAUTHORIZED);
    assertThat(failure).hasMessageStartingWith("there is no key to log in to m1");
    assertThat(failure.remedy()).contains("ssh-add", "hosts.key");
  }

  @Test
  void shouldNameTheFileWhenTheNamedKeyIsNotThere() {
    // given
    entrance.key(folder.resolve("no-such-key"));

    // when
    RestitchException failure = failure();

    // then
    assertThat(failure.code()).isEqualTo(ErrorCode.BAD_SETTING);
    assertThat(failure)
        .hasMessageEndingWith(
            "no-such-key for m1 (ops@127.0.0.1:%d) does not exist".formatted(host.port()));
  }

  @Test
  void shouldNameTheFileWhenTheNamedKeyIsNoKey() throws Exception {
    // given
    entrance.key(Files.writeString(folder.resolve("text"), "hello\n"));

    // when / then
    assertThat(failure()).hasMessageEndingWith("cannot be read as a private key");
  }

  @Test
  void shouldLetInWhenTheConfigurationNamesUserPortAndKey() throws Exception {
    // given
    host.lets("deploy", ours);
    entrance
        .configures(
            """
            Match host *.example.org
              User wrong
              Port 1
            Host master-one
              HostName 127.0.0.1
              Port %d
              User deploy
              IdentityFile %s
            """
                .formatted(host.port(), Keys.write(folder.resolve("key"), ours)))
        .at("m1", "master-one");

    // when / then
    assertThat(answer()).isEqualTo("in\n");
  }

  @Test
  void shouldPreferTheSettingsWhenTheConfigurationSaysOtherwise() throws Exception {
    // given
    entrance.has(ours).user("ops").configures("Host *\n  User wrong\n  Port 1\n");

    // when / then
    assertThat(answer()).isEqualTo("in\n");
  }

  @Test
  void shouldLetOpensshsAgentSignWhenItIsInstalled() throws Exception {
    // given
    assumeTrue(installed("ssh-agent") && installed("ssh-add"), "OpenSSH is not installed");
    Path socket = folder.resolve("real-agent");
    Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
    try {
      agent.getInputStream().read();
      Path key = Keys.write(folder.resolve("key"), ours);
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      ProcessBuilder add = new ProcessBuilder("ssh-add", "-q", key.toString());
      add.environment().put("SSH_AUTH_SOCK", socket.toString());
      assertThat(add.start().waitFor()).isZero();
      entrance.asks(socket);

      // when / then
      assertThat(answer()).isEqualTo("in\n");
    } finally {
      agent.destroy();
      assertThat(agent.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static boolean installed(String tool) throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v " + tool).start().waitFor() == 0;
  }
}
