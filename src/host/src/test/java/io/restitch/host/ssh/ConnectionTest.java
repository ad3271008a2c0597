package io.restitch.host.ssh;

import static io.restitch.host.testing.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The one connection to a machine, and commands that run over it. */
class ConnectionTest extends SshBench {
  @BeforeEach
  void hasAKeyAndKnowsTheMachine() throws Exception {
    entrance.has(ours).knows(host, theirs.getPublic());
  }

  @Test
  void shouldKeepOneConnectionWhenManyCommandsRun() {
    // when
    try (RootShell shell = shell()) {
      var replies =
          IntStream.range(0, 12)
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

  /** The first call after a cut may still meet the old connection. */
  private static String answerOf(RootShell shell) {
    try {
      return shell.run("m1", "echo back", LIMIT).text();
    } catch (RestitchException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.TRANSIENT);
      return shell.run("m1", "echo back", LIMIT).text();
    }
  }

  private static RestitchException failure(RootShell shell, String script, Duration limit) {
    RestitchException failure =
        catchThrowableOfType(RestitchException.class, () -> shell.run("m1", script, limit));
    assertThat(failure).isNotNull();
    return failure;
  }
}
