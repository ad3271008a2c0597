package io.restitch.host.task;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Calls a machine again when it was lost, until a deadline: 1 s later, then 2, 4, 8 and every 10.
 */
final class Patience {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final InstantSource clock;
  private final Pause pause;

  Patience(InstantSource clock, Pause pause) {
    this.clock = clock;
    this.pause = pause;
  }

  Instant in(Duration duration) {
    return clock.instant().plus(duration);
  }

  boolean over(Instant deadline) {
    return clock.instant().isAfter(deadline);
  }

  void rest() throws InterruptedException {
    pause.pause(FIRST);
  }

  /**
   * What the call returns, as soon as it does.
   *
   * @param lost is told once why the machine is out of reach
   * @throws RestitchException the last one, after the deadline; at once if it is not about reaching
   *     the machine
   */
  <T> T until(Instant deadline, Supplier<T> call, Consumer<RestitchException> lost)
      throws InterruptedException {
    Duration next = FIRST;
    while (true) {
      try {
        return call.get();
      } catch (RestitchException e) {
        if (!mayPass(e) || over(deadline) || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        if (next.equals(FIRST)) {
          lost.accept(e);
        }
        pause.pause(next);
        next = next.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : next.multipliedBy(2);
      }
    }
  }

  /** Machines that boot refuse connections, and logins for a while (pam_nologin). */
  private static boolean mayPass(RestitchException e) {
    return e.code() == ErrorCode.TRANSIENT
        || e.code() == ErrorCode.UNREACHABLE
        || e.code() == ErrorCode.UNAUTHORIZED;
  }
}
