package io.restitch.host.task;

import static io.restitch.host.testing.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.testing.LocalShell;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks, with all that may happen to a machine and to us. */
@Timeout(120)
class TasksInTroubleTest extends TasksBench {
  @Test
  void shouldRunAgainWhenAllOfATaskWasKilled() throws IOException {
    // given
    Script script =
        new Script(
            "killed",
            "test -e %1$s && { echo second; exit 0; }; echo $$ >%1$s.new; mv %1$s.new %1$s; %2$s"
                .formatted(file("pid"), waitFor("never")));
    CompletableFuture<String> result = later(() -> tasks().run("m1", script));
    until("it runs", () -> Files.exists(file("pid")));

    // when
    kill(runnerOf(file("pid")));

    // then
    assertThat(result.join()).isEqualTo("second\n");
    assertThat(heard.lines()).anyMatch(l -> l.startsWith("it died"));
  }

  @Test
  void shouldNotRunTwiceAtATimeWhenOnlyTheRunnerWasKilled() throws IOException {
    // given
    Script script =
        new Script(
            "orphan",
            "echo begin >>%1$s; echo $$ >%2$s.new; mv %2$s.new %2$s; %3$s; echo end >>%1$s"
                .formatted(file("runs"), file("pid"), waitFor("go")));
    CompletableFuture<String> result = later(() -> tasks().run("m1", script));
    until("it runs", () -> Files.exists(file("pid")));

    // when
    runnerOf(file("pid")).destroyForcibly();
    touch("go");
    result.join();

    // then
    assertThat(file("runs")).hasContent("begin\nend\nbegin\nend");
  }

  @Test
  void shouldGiveUpWhenATaskDiesEveryTime() {
    // given
    Script script =
        new Script(
            "deadly", "echo about to die >&2; kill -9 $(cut -d' ' -f4 /proc/$PPID/stat) $PPID $$");

    // when
    RestitchException failure = failure(tasks(), script);

    // then
    assertThat(failure.code()).isEqualTo(ErrorCode.BLOCKED);
    assertThat(failure).hasMessage("deadly died 4 times on m1; its last words: about to die");
  }

  @Test
  void shouldMissNothingWhenTheConnectionIsLostAgainAndAgain() {
    // given
    Script script =
        new Script(
            "slow", "for i in 1 2 3 4 5 6 7 8; do echo line $i >&2; sleep 0.1; done; echo end");
    AtomicInteger calls = new AtomicInteger();
    Shell flaky =
        new Broken() {
          @Override
          boolean before() {
            return calls.incrementAndGet() % 2 == 0;
          }
        };

    // when
    String result = tasks(flaky, heard).run("m1", script);

    // then
    assertThat(result).isEqualTo("end\n");
    assertThat(heard.lines())
        .filteredOn(l -> l.startsWith("line"))
        .containsExactly(
            "line 1", "line 2", "line 3", "line 4", "line 5", "line 6", "line 7", "line 8");
    assertThat(heard.lines()).anyMatch(l -> l.startsWith("out of reach"));
  }

  @Test
  void shouldRunOnceWhenTheReplyToItsStartIsLost() {
    // given
    Script script = new Script("once", "echo run >>" + file("runs"));
    AtomicInteger calls = new AtomicInteger();
    Shell flaky =
        new Broken() {
          @Override
          boolean after() {
            return calls.incrementAndGet() == 1;
          }
        };

    // when
    tasks(flaky, heard).run("m1", script);

    // then
    assertThat(file("runs")).hasContent("run");
  }

  @Test
  void shouldDoNothingWhenHalfAStarterArrives() {
    // given
    String starter =
        new Fragments(folder + "/root")
            .start(new Script("cut", "touch " + file("runs")), "c", COMMAND);

    // when
    for (int length = 0; length < starter.length() - 3; length += 40) {
      new LocalShell().run("m1", starter.substring(0, length), COMMAND);
    }

    // then
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void shouldEndATaskWhenItTakesTooLong() {
    // given
    Script script = new Script("hangs", "echo waiting for a friend >&2; " + waitFor("never"));
    Tasks tasks = tasks(new LocalShell(), heard, Duration.ofSeconds(1));

    // when
    RestitchException failure = failure(tasks, script);

    // then
    assertThat(failure.code()).isEqualTo(ErrorCode.TRANSIENT);
    assertThat(failure)
        .hasMessage(
            "hangs on m1: it was ended, for it took longer than hosts.taskTimeout; its last words:"
                + " waiting for a friend");
    assertThat(tasks.run("m1", new Script("next", "echo free"))).isEqualTo("free\n");
  }

  @Test
  void shouldStopFollowingAndLetTheTaskGoOnWhenItsThreadIsInterrupted() {
    // given
    Script script =
        new Script(
            "goes-on",
            "touch %s; %s; touch %s".formatted(file("runs"), waitFor("go"), file("end")));
    CompletableFuture<RestitchException> failure = new CompletableFuture<>();
    Thread thread = Thread.startVirtualThread(() -> failure.complete(failure(tasks(), script)));
    until("it runs", () -> Files.exists(file("runs")));

    // when
    thread.interrupt();

    // then
    assertThat(failure.join()).hasMessageStartingWith("stopped");
    touch("go");
    until("the task goes on", () -> Files.exists(file("end")));
  }

  @Test
  void shouldKeepTheLockFreeWhenATaskLeavesSomethingRunning() throws IOException {
    // given
    Script script = new Script("daemon", waitFor("never") + " & echo $! >" + file("pid"));

    // when
    tasks().run("m1", script);

    // then
    try {
      assertThat(tasks().run("m1", new Script("next", "echo free"))).isEqualTo("free\n");
    } finally {
      kill(ProcessHandle.of(Long.parseLong(Files.readString(file("pid")).strip())).orElseThrow());
    }
  }

  /** A connection that breaks before or after a command was run. */
  private abstract static class Broken implements Shell {
    private final Shell shell = new LocalShell();

    boolean before() {
      return false;
    }

    boolean after() {
      return false;
    }

    @Override
    public Reply run(String machine, String script, Duration limit) {
      if (before()) {
        throw new RestitchException(ErrorCode.TRANSIENT, "the connection was lost", "");
      }
      Reply reply = shell.run(machine, script, limit);
      if (after()) {
        throw new RestitchException(ErrorCode.TRANSIENT, "the connection was lost", "");
      }
      return reply;
    }

    @Override
    public Reply run(String machine, String script, Duration limit, OutputStream stdout) {
      return shell.run(machine, script, limit, stdout);
    }
  }
}
