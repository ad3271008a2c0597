package io.restitch.host.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in the way to a machine, and the way out. */
class SshProblemsTest extends SshBench {
  @BeforeEach
  void hasAKeyAndKnowsTheMachine() throws Exception {
    entrance.has(ours).knows(host, theirs.getPublic());
  }

  @Test
  void shouldSayWhoWasRefusedWithWhichKeysWhenTheUserIsWrong() {
    // given
    entrance.user("nobody-here");

    // when
    RestitchException failure = failure();

    // then
    assertThat(failure.code()).isEqualTo(ErrorCode.UNAUTHORIZED);
    assertThat(failure)
        .hasMessageContaining("does not let nobody-here in; tried")
        .hasMessageContaining(entrance.file("id_ed25519") + " ssh-ed25519 SHA256:")
        .hasMessageContaining("no agent: SSH_AUTH_SOCK is not set");
    assertThat(failure.remedy()).contains("nobody-here@127.0.0.1", "authorized_keys");
  }

  @Test
  void shouldSayRefusedWhenNothingListens() throws IOException {
    // given
    host.close();

    // when
    RestitchException failure = failure();

    // then
    assertThat(failure.code()).isEqualTo(ErrorCode.UNREACHABLE);
    assertThat(failure).hasMessageEndingWith("refuses connections");
  }

  @Test
  void shouldSayUnreachableWhenNobodyAnswers() throws IOException {
    // given
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      entrance.at("m1", "127.0.0.1:" + silent.getLocalPort()).in(Duration.ofSeconds(1));

      // when
      RestitchException failure = failure();

      // then
      assertThat(failure.code()).isEqualTo(ErrorCode.UNREACHABLE);
      assertThat(failure).hasMessageEndingWith("cannot be reached: no answer in 1 s");
    }
  }

  @Test
  void shouldSayThatThereIsNoAddressWhenANameIsUnknown() {
    // given
    entrance.at("m1", "m1.invalid");

    // when
    RestitchException failure = failure();

    // then
    assertThat(failure.code()).isEqualTo(ErrorCode.UNREACHABLE);
    assertThat(failure).hasMessage("there is no address for m1 (ops@m1.invalid:22)");
  }

  @Test
  void shouldRefuseAtOnceWhenASettingIsNoPlace() {
    // given
    entrance.at("m1", "ops@");

    // when
    RestitchException failure = catchThrowableOfType(RestitchException.class, this::shell);

    // then
    assertThat(failure).isNotNull().hasMessage("'ops@' is not [user@]host[:port]");
  }
}
