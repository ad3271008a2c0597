package io.restitch.host.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.task.Shell.Reply;
import io.restitch.host.testing.SshHost;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RootShellTest extends SshBench {
  @BeforeEach
  void hasAKeyAndKnowsTheMachine() throws Exception {
    host.lets("root", ours);
    entrance.has(ours).knows(host, theirs.getPublic());
  }

  @Test
  void shouldRunAsRootWhenSudoLetsIt() {
    // when
    Reply reply = run("echo out; echo err >&2; exit 7");

    // then
    assertThat(reply.status()).isEqualTo(7);
    assertThat(reply.text()).isEqualTo("out\n");
    assertThat(reply.stderr()).isEqualTo("err\n");
  }

  @Test
  void shouldNotNeedSudoWhenRootLogsIn() throws IOException {
    // given
    host.tool("sudo", SshHost.NO_SUDO);
    entrance.user("root");

    // when / then
    assertThat(run("echo out").text()).isEqualTo("out\n");
  }

  @Test
  void shouldShowNothingOfALoginShellsGreetingWhenThereIsOne() {
    // given
    host.greets("Welcome to m1");

    // when / then
    assertThat(run("echo out").text()).isEqualTo("out\n");
  }

  @Test
  void shouldNameTheWayOutWhenSudoAsksForAPassword() throws IOException {
    // given
    host.tool("sudo", SshHost.NO_SUDO);

    // when
    RestitchException failure = failure();

    // then
    assertThat(failure.code()).isEqualTo(ErrorCode.FORBIDDEN);
    assertThat(failure)
        .hasMessage(
            "ops may not become root on m1 (ops@127.0.0.1:%d): sudo: a password is required"
                .formatted(host.port()));
    assertThat(failure.remedy()).contains("ops ALL=(root) NOPASSWD: ALL");
  }

  @Test
  void shouldNameTheWayOutWhenThereIsNoSudo() throws IOException {
    // given
    host.tool("sudo", "echo 'sh: 1: sudo: not found' >&2; exit 127");

    // when
    RestitchException failure = failure();

    // then
    assertThat(failure.code()).isEqualTo(ErrorCode.FORBIDDEN);
    assertThat(failure).hasMessageEndingWith("sudo: not found");
  }

  @Test
  void shouldShowOneLineWhenAMachineComplainsAtLength() throws IOException {
    // given
    host.tool("sudo", "printf 'no\\n\\n\\033[2Jway %01000d' 7 >&2; exit 1");

    // when
    RestitchException failure = failure();

    // then
    assertThat(failure).hasMessageContaining(": no; [2Jway 000").hasMessageEndingWith("0…");
  }

  @Test
  void shouldCarryABigScriptAndABigAnswerWhenAsked() {
    // given
    String script = ": '" + "x".repeat(300_000) + "'\nseq 1 200000\n";

    // when
    Reply reply = run(script);

    // then
    assertThat(reply.text().lines().count()).isEqualTo(200_000);
  }

  private Reply run(String script) {
    try (RootShell shell = shell()) {
      return shell.run("m1", script, LIMIT);
    }
  }
}
