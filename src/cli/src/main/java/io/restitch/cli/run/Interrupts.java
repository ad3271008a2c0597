package io.restitch.cli.run;

import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Ctrl-C: the first finishes what is under way, the second stops at once. */
public final class Interrupts implements AutoCloseable {
  private static final Signal INT = new Signal("INT");

  private final AtomicInteger count = new AtomicInteger();
  private final SignalHandler before;

  /** Listens until it is closed. */
  public Interrupts(Runnable first, Runnable second) {
    before =
        Signal.handle(
            INT,
            signal -> {
              if (count.incrementAndGet() == 1) {
                first.run();
              } else {
                second.run();
              }
            });
  }

  /** Whether somebody asked to stop at once. */
  public boolean stopped() {
    return count.get() > 1;
  }

  @Override
  public void close() {
    Signal.handle(INT, before);
  }
}
