package io.restitch.host.task;

import static io.restitch.host.testing.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.testing.Heard;
import io.restitch.host.testing.LocalShell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class TasksTest extends TasksBench {
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
  void shouldStartNothingOnceAnotherRestitchMayBeAtWork() {
    // given
    Script slow = new Script("slow", "touch " + file("runs") + "; " + waitFor("go"));
    CompletableFuture<String> first = later(() -> tasks().run("m1", slow));
    until("it runs", () -> Files.exists(file("runs")));
    Heard second = new Heard();
    AtomicBoolean lost = new AtomicBoolean();
    stillOurs =
        () -> {
          if (lost.get()) {
            throw new RestitchException(ErrorCode.LOST_LOCK, "someone took over", "");
          }
        };
    Script next = new Script("next", "touch " + file("started"));
    Tasks waiting = tasks(new LocalShell(), second);
    CompletableFuture<RestitchException> failure = later(() -> failure(waiting, next));
    until("it waits", () -> second.lines().contains("waits for slow"));

    // when
    lost.set(true);

    // then: while the machine is busy, so that no start is under way when it is lost
    assertThat(failure.join().code()).isEqualTo(ErrorCode.LOST_LOCK);
    touch("go");
    assertThat(first.join()).isEmpty();
    assertThat(file("started")).doesNotExist();
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
    LocalShell.untilIdle(file("root"));
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

  /** A shell that passes complaints on. */
  private static final class Complaining implements Shell {
    @Override
    public Reply run(String machine, String script, Duration limit) {
      return new Reply(12, new byte[0], "noise\ncrictl is missing: install it\n");
    }

    @Override
    public Reply run(String machine, String script, Duration limit, OutputStream stdout) {
      throw new AssertionError("a look answers in memory, never into a stream");
    }
  }
}
