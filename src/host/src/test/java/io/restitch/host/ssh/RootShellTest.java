package io.restitch.host.ssh;

import static io.restitch.host.testing.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.task.Shell.Reply;
import io.restitch.host.testing.Entrance;
import io.restitch.host.testing.Keys;
import io.restitch.host.testing.SshHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RootShellTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final KeyPair ours = Keys.make("Ed25519");
  private final KeyPair theirs = Keys.make("Ed25519");
  private SshHost host;
  private Entrance entrance;

  @BeforeEach
  void open() throws Exception {
    host = new SshHost(folder.resolve("bin"), theirs).lets("ops", ours).lets("root", ours);
    entrance =
        new Entrance(folder.resolve("home"))
            .has(ours)
            .knows(host, theirs.getPublic())
            .at("m1", host);
  }

  @AfterEach
  void close() throws IOException {
    host.close();
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
    RestitchException failure = failure("echo out");

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
    RestitchException failure = failure("echo out");

    // then
    assertThat(failure.code()).isEqualTo(ErrorCode.FORBIDDEN);
    assertThat(failure).hasMessageEndingWith("sudo: not found");
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

  @Test
  void shouldKeepOneConnectionWhenManyCommandsRun() {
    // when
    try (RootShell shell = shell()) {
      var replies =
          java.util.stream.IntStream.range(0, 12)
              .mapToObj(i ->
                  CompletableFuture.supplyAsync(
                      () -> shell.run("m1", "echo " + i, LIMIT).text(), Thread::startVirtualThread))
              .toList();
      replies.forEach(CompletableFuture::join);
    }

    // then
    assertThat(host.logins()).isEqualTo(1);
  }

  @Test
  void shouldConnectAgainWhenTheConnectionBroke() {
    // given
    try (RootShell shell = shell()) {
      shell.run("m1", "true", LIMIT);
      host.cut();
      until("it is cut", () -> host.connections() == 0);

      // when
      String answer = answerOf(shell);

      // then
      assertThat(answer).isEqualTo("back\n");
      assertThat(host.logins()).isEqualTo(2);
    }
  }

  @Test
  void shouldSaySoWhenTheConnectionBreaksUnderACommand() {
    // given
    try (RootShell shell = shell()) {
      CompletableFuture<RestitchException> failure =
          CompletableFuture.supplyAsync(
              () -> failure(shell, "touch " + folder.resolve("began") + "; sleep 60", LIMIT),
              Thread::startVirtualThread);
      until("it runs", () -> Files.exists(folder.resolve("began")));

      // when
      host.cut();

      // then
      assertThat(failure.join().code()).isEqualTo(ErrorCode.TRANSIENT);
      assertThat(failure.join()).hasMessageContaining("the connection to m1");
    }
  }

  @Test
  void shouldGiveUpWhenACommandTakesTooLong() {
    // when
    RestitchException failure;
    try (RootShell shell = shell()) {
      failure = failure(shell, "exec sleep 60", Duration.ofSeconds(1));
    }

    // then
    assertThat(failure.code()).isEqualTo(ErrorCode.TRANSIENT);
    assertThat(failure).hasMessageEndingWith("did not do a command in 1 s");
  }

  @Test
  void shouldStopAtOnceWhenItsThreadIsInterrupted() {
    // given
    try (RootShell shell = shell()) {
      CompletableFuture<RestitchException> failure = new CompletableFuture<>();
      CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
      Thread thread =
          Thread.startVirtualThread(() -> {
            failure.complete(
                failure(shell, "touch " + folder.resolve("began") + "; sleep 60", LIMIT));
            interrupted.complete(Thread.currentThread().isInterrupted());
          });
      until("it runs", () -> Files.exists(folder.resolve("began")));

      // when
      thread.interrupt();

      // then
      assertThat(failure.join()).hasMessageStartingWith("stopped while waiting for m1");
      assertThat(interrupted.join()).isTrue();
    }
  }

  @Test
  void shouldSayWhoWasRefusedWithWhichKeysWhenTheUserIsWrong() {
    // given
    entrance.user("nobody-here");

    // when
    RestitchException failure = failure("true");

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
    RestitchException failure = failure("true");

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
      RestitchException failure = failure("true");

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
    RestitchException failure = failure("true");

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

  private RootShell shell() {
    return new RootShell(
        entrance.settings(), Map.of("m1", "10.255.255.1"), entrance.surroundings());
  }

  private Reply run(String script) {
    try (RootShell shell = shell()) {
      return shell.run("m1", script, LIMIT);
    }
  }

  /** The first call after a cut may still meet the old connection. */
  private static String answerOf(RootShell shell) {
    try {
      return shell.run("m1", "echo back", LIMIT).text();
    } catch (RestitchException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.TRANSIENT);
      return shell.run("m1", "echo back", LIMIT).text();
    }
  }

  private RestitchException failure(String script) {
    try (RootShell shell = shell()) {
      return failure(shell, script, LIMIT);
    }
  }

  private static RestitchException failure(RootShell shell, String script, Duration limit) {
    RestitchException failure =
        catchThrowableOfType(RestitchException.class, () -> shell.run("m1", script, limit));
    assertThat(failure).isNotNull();
    return failure;
  }
}
