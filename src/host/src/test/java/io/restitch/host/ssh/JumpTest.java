package io.restitch.host.ssh;

import static io.restitch.host.testing.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.testing.Entrance;
import io.restitch.host.testing.Keys;
import io.restitch.host.testing.SshHost;
import java.io.IOException;
import java.security.KeyPair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JumpTest extends SshBench {
  private final KeyPair ofBastion = Keys.make("Ed25519");
  private SshHost bastion;

  @BeforeEach
  void openBastion() throws Exception {
    bastion = new SshHost(folder.resolve("bastion"), ofBastion).lets("jumper", ours);
    entrance.has(ours).knows(host, theirs.getPublic());
  }

  @AfterEach
  void closeBastion() throws IOException {
    bastion.close();
  }

  @Test
  void shouldGoThroughTheJumpHostWhenOneIsSet() throws IOException {
    // given
    entrance.through("jumper@127.0.0.1:" + bastion.port()).knows(bastion, ofBastion.getPublic());

    // when / then
    assertThat(answer()).isEqualTo("in\n");
    assertThat(bastion.logins()).isEqualTo(1);
  }

  @Test
  void shouldGoThroughTheMachinesOwnJumpHostWhenAnotherIsSetForAll() throws IOException {
    // given
    entrance
        .through("jumper@127.0.0.1:1")
        .through("m1", "jumper@127.0.0.1:" + bastion.port())
        .knows(bastion, ofBastion.getPublic());

    // when / then
    assertThat(answer()).isEqualTo("in\n");
    assertThat(bastion.logins()).isEqualTo(1);
  }

  @Test
  void shouldGoStraightToTheMachineThatNeedsNoJumpHost() {
    // given
    entrance.through("jumper@127.0.0.1:" + bastion.port()).through("m1", "none");

    // when / then
    assertThat(answer()).isEqualTo("in\n");
    assertThat(bastion.logins()).isZero();
  }

  @Test
  void shouldGoThroughTheJumpHostWhenTheConfigurationNamesOne() throws IOException {
    // given
    entrance
        .configures(
            """
            Host *
              ProxyJump gate
            Host gate
              HostName localhost
              HostKeyAlias gate
              User jumper
              Port %d
            """
                .formatted(bastion.port()))
        .knows("gate " + Keys.line(ofBastion.getPublic()));

    // when / then
    assertThat(answer()).isEqualTo("in\n");
    assertThat(bastion.logins()).isEqualTo(1);
  }

  @Test
  void shouldNameTheJumpHostWhenItsKeyIsUnknown() {
    // given
    entrance.through("jumper@127.0.0.1:" + bastion.port());

    // when
    RestitchException failure = failure();

    // then
    assertThat(failure)
        .hasMessageStartingWith("the host key of the jump host 127.0.0.1 (jumper@127.0.0.1:")
        .hasMessageContaining("is not known");
  }

  @Test
  void shouldNotTrustTheMachineBehindWhenItsKeyIsAnother() throws Exception {
    // given
    entrance =
        new Entrance(folder.resolve("other"))
            .has(ours)
            .at("m1", host)
            .knows(host, Keys.make("Ed25519").getPublic())
            .knows(bastion, ofBastion.getPublic())
            .through("jumper@127.0.0.1:" + bastion.port());

    // when
    RestitchException failure = failure();

    // then
    assertThat(failure.code()).isEqualTo(ErrorCode.BLOCKED);
    assertThat(failure)
        .hasMessageStartingWith(
            "the host key of m1 (ops@127.0.0.1:" + host.port() + " through 127.0.0.1)");
  }

  @Test
  void shouldSayThatTheMachineBehindRefusesWhenItIsDown() throws IOException {
    // given
    entrance.through("jumper@127.0.0.1:" + bastion.port()).knows(bastion, ofBastion.getPublic());
    host.close();

    // when
    RestitchException failure = failure();

    // then
    assertThat(failure.code()).isEqualTo(ErrorCode.UNREACHABLE);
    assertThat(failure).hasMessageStartingWith("m1 (ops@127.0.0.1:");
  }

  @Test
  void shouldComeBackWhenTheJumpHostCutTheConnection() throws IOException {
    // given
    entrance.through("jumper@127.0.0.1:" + bastion.port()).knows(bastion, ofBastion.getPublic());
    try (RootShell shell = shell()) {
      shell.run("m1", "true", LIMIT);
      bastion.cut();
      until("both are cut", () -> bastion.connections() + host.connections() == 0);

      // when / then
      until("it is back", () -> comesBack(shell));
      assertThat(bastion.logins()).isEqualTo(2);
    }
  }

  private static boolean comesBack(RootShell shell) {
    try {
      return shell.run("m1", "echo in", LIMIT).text().equals("in\n");
    } catch (RestitchException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.TRANSIENT);
      return false;
    }
  }
}
