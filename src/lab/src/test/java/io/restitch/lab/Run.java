package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A restitch that runs while the test looks on. */
final class Run implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Lab lab;
  private final Restitch restitch;
  private final Process process;
  private final Sight sight;

  private Run(Lab lab, Restitch restitch, Process process, Sight sight) {
    this.lab = lab;
    this.restitch = restitch;
    this.process = process;
    this.sight = sight;
  }

  /**
   * Starts one.
   *
   * @param home its working directory
   */
  static Run start(Lab lab, Path home, String... arguments) {
    Restitch restitch = new Restitch(lab, home);
    Sight sight = new Sight(lab, home);
    return new Run(lab, restitch, restitch.start("run", arguments), sight);
  }

  /** Waits for a moment that comes by itself. */
  Run reaches(Moment moment) {
    Await.until(LIMIT, moment.toString(), () -> seen(moment), this::told);
    return this;
  }

  /** Waits until it has told people this. */
  Run says(String text) {
    Await.until(LIMIT, text, () -> told().contains(text) || !process.isAlive(), this::told);
    assertThat(told()).contains(text);
    return this;
  }

  private boolean seen(Moment moment) {
    boolean alive = process.isAlive();
    sight.look();
    if (moment.seen(sight)) {
      return true;
    }
    if (!alive) {
      throw new AssertionError("it ended before this moment: " + moment + "\n" + told());
    }
    return false;
  }

  /** {@code kill -9} at a moment that is arranged for it. */
  void killAt(Moment moment) {
    reaches(moment);
    kill();
    moment.tidy(lab);
  }

  /** {@code kill -9}. */
  void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Its exit status, once it has ended by itself. */
  int ends() {
    try {
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("not within " + LIMIT + "\n" + told());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** What it wrote for people. */
  String told() {
    return restitch.err("run");
  }

  @Override
  public void close() {
    kill();
  }
}
