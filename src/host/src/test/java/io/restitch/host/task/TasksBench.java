package io.restitch.host.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.restitch.core.problem.RestitchException;
import io.restitch.host.testing.Heard;
import io.restitch.host.testing.LocalShell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The starter, the runner and the follower are the real ones, run by this machine's own shell. */
abstract class TasksBench {
  static final Duration COMMAND = Duration.ofSeconds(10);

  @TempDir Path folder;
  final Heard heard = new Heard();
  Runnable stillOurs = () -> {};

  @AfterEach
  void waitForTasks() {
    LocalShell.untilIdle(file("root"));
  }

  Tasks tasks() {
    return tasks(new LocalShell(), heard);
  }

  Tasks tasks(Shell shell, TaskOutput output) {
    return tasks(shell, output, Duration.ofMinutes(1));
  }

  Tasks tasks(Shell shell, TaskOutput output, Duration limit) {
    return new Tasks(
        shell,
        new Terms(folder + "/root", limit, COMMAND),
        output,
        InstantSource.system(),
        duration -> LockSupport.parkNanos(10_000_000),
        stillOurs);
  }

  static <T> CompletableFuture<T> later(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, Thread::startVirtualThread);
  }

  static RestitchException failure(Tasks tasks, Script script) {
    RestitchException failure =
        catchThrowableOfType(RestitchException.class, () -> tasks.run("m1", script));
    assertThat(failure).isNotNull();
    return failure;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  void touch(String name) {
    try {
      Files.writeString(file(name), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shell for: until that file is there. */
  String waitFor(String name) {
    return "while ! test -e " + file(name) + "; do sleep 0.05; done";
  }

  /** The runner is two processes above its script: timeout is in between. */
  static ProcessHandle runnerOf(Path pid) throws IOException {
    long script = Long.parseLong(Files.readString(pid).strip());
    return ProcessHandle.of(script)
        .flatMap(ProcessHandle::parent)
        .flatMap(ProcessHandle::parent)
        .orElseThrow();
  }

  static void kill(ProcessHandle process) {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
