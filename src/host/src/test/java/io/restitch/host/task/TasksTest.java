package io.restitch.host.task;

import static io.restitch.host.testing.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.testing.Heard;
import io.restitch.host.testing.LocalShell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The starter, the runner and the follower are the real ones, run by this machine's own shell. */
@Timeout(120)
class TasksTest {
  private static final Duration COMMAND = Duration.ofSeconds(10);

  @TempDir Path folder;
  private final Heard heard = new Heard();

  @Test
  void shouldReturnStdoutAndTellStderrWhenATaskEnds() {
    // given
    Script script =
        new Script("backup-files", "echo 'packing' >&2; echo '{\"files\": 3}'; echo done >&2");

    // when
    String result = tasks().run("m1", script);

    // then
    assertThat(result).isEqualTo("{\"files\": 3}\n");
    assertThat(heard.lines()).containsExactly("packing", "done");
  }

  @Test
  void shouldRunWhatWasWrittenWhenAScriptHoldsAllThatQuotingCanBreak() {
    // given
    String odd = "a'b\"c\\d $(id) `id` $HOME @task@ @id@ \u00fc";
    Script script =
        new Script(
            "odd", "cat <<'END-OF-RUN'\n" + odd + "\nEND-OF-RUN\nprintf '%s' 'no feed at the end'");

    // when
    String result = tasks().run("m1", script);

    // then
    assertThat(result).isEqualTo(odd + "\nno feed at the end");
  }

  @Test
  void shouldTellEveryLineOnceWhenThereAreMoreThanOneAnswerHolds() {
    // given
    Script script = new Script("long", "seq -f 'line %.0f of very many lines' 1 9000 >&2");

    // when
    tasks().run("m1", script);

    // then
    assertThat(heard.lines())
        .isEqualTo(
            IntStream.rangeClosed(1, 9000)
                .mapToObj(i -> "line " + i + " of very many lines")
                .toList());
  }

  @Test
  void shouldRunAgainWhenATaskHasEndedBefore() {
    // given
    Script script = new Script("twice", "echo run >>" + file("runs"));
    Tasks tasks = tasks();
    tasks.run("m1", script);

    // when
    tasks.run("m1", script);

    // then
    assertThat(file("runs")).hasContent("run\nrun");
  }

  @Test
  void shouldFollowWhenTheSameTaskRunsAlready() {
    // given
    Script script =
        new Script("slow", "echo run >>" + file("runs") + "; " + waitFor("go") + "; echo result");
    CompletableFuture<String> first = later(() -> tasks().run("m1", script));
    until("it runs", () -> Files.exists(file("runs")));

    // when
    Heard second = new Heard();
    CompletableFuture<String> other =
        later(() -> tasks(new LocalShell(), second).run("m1", script));
    until("it is followed", () -> second.lines().contains("it runs there already"));
    touch("go");

    // then
    assertThat(first.join()).isEqualTo("result\n");
    assertThat(other.join()).isEqualTo("result\n");
    assertThat(file("runs")).hasContent("run");
  }

  @Test
  void shouldWaitWhenAnotherTaskRunsOnTheMachine() {
    // given
    Script slow = new Script("slow", "touch " + file("runs") + "; " + waitFor("go"));
    CompletableFuture<String> first = later(() -> tasks().run("m1", slow));
    until("it runs", () -> Files.exists(file("runs")));

    // when
    Heard second = new Heard();
    Script next = new Script("next", "test -e " + file("go") + " && echo after");
    CompletableFuture<String> other = later(() -> tasks(new LocalShell(), second).run("m1", next));
    until("it waits", () -> second.lines().contains("waits for slow"));
    touch("go");

    // then
    assertThat(other.join()).isEqualTo("after\n");
    assertThat(first.join()).isEmpty();
  }

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

  @ParameterizedTest
  @CsvSource({"10,BLOCKED", "11,TRANSIENT", "12,BLOCKED", "1,TRANSIENT", "77,TRANSIENT"})
  void shouldSayWhatTheScriptSaidLastWhenItFails(int status, ErrorCode code) {
    // given
    Script script = new Script("fails", "echo first >&2; echo 'x is y: do z' >&2; exit " + status);

    // when
    RestitchException failure = failure(tasks(), script);

    // then
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure).hasMessage("fails on m1: x is y: do z");
    assertThat(failure.remedy()).contains("/output on m1");
  }

  @Test
  void shouldLetNobodyElseReadWhenATaskWasRun() throws IOException {
    // given
    Script script = new Script("secret", "echo said >&2; echo result");

    // when
    tasks().run("m1", script);

    // then
    Path task = folder.resolve("root/tasks").resolve(script.id());
    for (String name : List.of("task", "run", "output", "result", "status", "name")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(task.resolve(name))))
          .as(name)
          .isEqualTo("rw-------");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(task)))
        .isEqualTo("rwx------");
    assertThat(folder.resolve("root/running")).doesNotExist();
  }

  @Test
  void shouldShowNoneOfAScriptInProcessListsWhenItRuns() throws IOException {
    // given
    Script script =
        new Script(
            "quiet",
            ": canary-5f2a; echo $$ >%1$s.new; mv %1$s.new %1$s; %2$s"
                .formatted(file("pid"), waitFor("go")));
    CompletableFuture<String> result = later(() -> tasks().run("m1", script));
    until("it runs", () -> Files.exists(file("pid")));

    // when
    ProcessHandle runner = runnerOf(file("pid"));
    List<String> lines =
        ProcessHandle.allProcesses().map(p -> p.info().commandLine().orElse("")).toList();
    touch("go");
    result.join();

    // then
    assertThat(lines).noneMatch(l -> l.contains("canary-5f2a"));
    assertThat(runner.info().commandLine().orElse("")).doesNotContain("canary");
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

  @Test
  void shouldSayWhatIsWrongWhenALookFails() {
    // given
    Script script = new Script("observe", "echo 'crictl is missing: install it' >&2; exit 12");

    // when / then
    assertThatThrownBy(() -> tasks(new Complaining(), heard).look("m1", script))
        .isInstanceOf(RestitchException.class)
        .hasMessage("observe on m1: crictl is missing: install it");
  }

  @Test
  void shouldFetchEveryByteWhenAFileIsBinary() throws IOException {
    // given
    byte[] bytes = new byte[300_000];
    new Random(7).nextBytes(bytes);
    Path file = Files.write(folder.resolve("it's $(odd)"), bytes);
    ByteArrayOutputStream to = new ByteArrayOutputStream();

    // when
    tasks().fetch("m1", file.toString(), to);

    // then
    assertThat(to.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void shouldFailWhenAFileIsNotThere() {
    assertThatThrownBy(() -> tasks().fetch("m1", "/no/such", OutputStream.nullOutputStream()))
        .isInstanceOf(RestitchException.class)
        .hasMessageStartingWith("cannot read /no/such on m1");
  }

  private Tasks tasks() {
    return tasks(new LocalShell(), heard);
  }

  private Tasks tasks(Shell shell, TaskOutput output) {
    return tasks(shell, output, Duration.ofMinutes(1));
  }

  private Tasks tasks(Shell shell, TaskOutput output, Duration limit) {
    return new Tasks(
        shell,
        new Terms(folder + "/root", limit, COMMAND),
        output,
        InstantSource.system(),
        duration -> LockSupport.parkNanos(10_000_000));
  }

  private static <T> CompletableFuture<T> later(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, Thread::startVirtualThread);
  }

  private static RestitchException failure(Tasks tasks, Script script) {
    RestitchException failure =
        catchThrowableOfType(RestitchException.class, () -> tasks.run("m1", script));
    assertThat(failure).isNotNull();
    return failure;
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void touch(String name) {
    try {
      Files.writeString(file(name), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shell for: until that file is there. */
  private String waitFor(String name) {
    return "while ! test -e " + file(name) + "; do sleep 0.05; done";
  }

  /** The runner is two processes above its script: timeout is in between. */
  private static ProcessHandle runnerOf(Path pid) throws IOException {
    long script = Long.parseLong(Files.readString(pid).strip());
    return ProcessHandle.of(script)
        .flatMap(ProcessHandle::parent)
        .flatMap(ProcessHandle::parent)
        .orElseThrow();
  }

  private static void kill(ProcessHandle process) {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
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

  /** A shell that passes complaints on. */
  private static final class Complaining implements Shell {
    @Override
    public Reply run(String machine, String script, Duration limit) {
      return new Reply(12, new byte[0], "noise\ncrictl is missing: install it\n");
    }

    @Override
    public Reply run(String machine, String script, Duration limit, OutputStream stdout) {
      throw new UnsupportedOperationException();
    }
  }
}
