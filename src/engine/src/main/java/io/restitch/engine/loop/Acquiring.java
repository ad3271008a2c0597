package io.restitch.engine.loop;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.LeasePort;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The wait for the Lease, which any thread may give up: then it is not taken any more. */
final class Acquiring {
  private final LeasePort port;
  private final InstantSource clock;
  private final String holder;
  private final Consumer<String> told;
  private @Nullable Thread thread;
  private boolean givenUp;

  /**
   * @param holder who we are
   * @param told is told, for people, that it has to wait, and for whom
   */
  Acquiring(LeasePort port, InstantSource clock, String holder, Consumer<String> told) {
    this.port = port;
    this.clock = clock;
    this.holder = holder;
    this.told = told;
  }

  synchronized boolean waiting() {
    return thread != null;
  }

  synchronized void giveUp() {
    Thread waits = thread;
    if (waits != null) {
      givenUp = true;
      waits.interrupt();
    }
  }

  /**
   * Takes it.
   *
   * @throws RestitchException {@code DECLINED} if it was given up
   */
  Lock acquire() throws InterruptedException {
    return take(() -> port.acquire(holder, told));
  }

  /**
   * Takes it until somebody else wants it.
   *
   * @throws RestitchException {@code DECLINED} if it was given up
   */
  Lock borrow() throws InterruptedException {
    return take(() -> port.borrow(holder, told));
  }

  private Lock take(Supplier<LeasePort.Held> way) throws InterruptedException {
    waits(Thread.currentThread());
    try {
      return new Lock(port, clock, way.get());
    } catch (RestitchException e) {
      if (isGivenUp()) {
        throw new RestitchException(
            ErrorCode.DECLINED,
            "stopped while it waited for the lock: nothing was done, and what was asked for stands in the"
                + " record",
            "`restitch status` shows it",
            e);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw e;
    } finally {
      waits(null);
      if (isGivenUp()) {
        // Had it just been taken, the pause that was asked for ends the run in good order.
        Thread.interrupted();
      }
    }
  }

  private synchronized void waits(@Nullable Thread who) {
    thread = who;
  }

  private synchronized boolean isGivenUp() {
    return givenUp;
  }
}
