package io.restitch.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** A restitch that works on real machines while the test looks on. */
final class MixedRun implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(8);

  private final Path home;
  private final Process process;
  private final Told told;

  private MixedRun(Path home, Process process) {
    this.home = home;
    this.process = process;
    this.told = new Told(home);
  }

  /**
   * Starts one.
   *
   * @param home its working directory, in which nothing ran before
   */
  static MixedRun start(MixedLab lab, Path home, String... arguments) {
    return new MixedRun(home, lab.start(home, "run", arguments));
  }

  /** Waits for a moment that its event log tells of. */
  MixedRun reaches(String what, Predicate<Told> moment) {
    Await.until(LIMIT, what, () -> seen(what, moment), this::said);
    return this;
  }

  private boolean seen(String what, Predicate<Told> moment) {
    boolean alive = process.isAlive();
    told.look();
    if (moment.test(told)) {
      return true;
    }
    if (!alive) {
      throw new AssertionError("it ended before this: " + what + "\n" + said());
    }
    return false;
  }

  /** How far it had come when it was killed. */
  <M> M reached(Function<Told, Optional<M>> last) {
    told.look();
    return last.apply(told).orElseThrow();
  }

  /** {@code kill -9}, of all that it started here too. */
  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    ends();
  }

  /** Ctrl-C. */
  MixedRun interrupt() {
    process
        .descendants()
        .forEach(p ->
            Commands.run(
                Duration.ofSeconds(5), Map.of(), List.of("kill", "-INT", String.valueOf(p.pid()))));
    return this;
  }

  /** Its exit status, once it has ended. */
  int ends() {
    try {
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("not within " + LIMIT + "\n" + said());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  /** What it wrote for people. */
  String said() {
    return Commands.read(home.resolve("run.err"));
  }

  @Override
  public void close() {
    kill();
  }
}
