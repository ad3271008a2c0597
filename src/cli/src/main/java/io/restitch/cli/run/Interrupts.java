package io.restitch.cli.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C, and what ends a process politely (SIGTERM): the first finishes what is under way, the
 * second stops at once.
 */
public final class Interrupts implements AutoCloseable {
  private static final List<Signal> SIGNALS = List.of(new Signal("INT"), new Signal("TERM"));

  private final AtomicInteger count = new AtomicInteger();
  private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();

  /** Listens until it is closed. */
  public Interrupts(Runnable first, Runnable second) {
    SignalHandler handler =
        signal -> {
          if (count.incrementAndGet() == 1) {
            first.run();
          } else {
            second.run();
          }
        };
    SIGNALS.forEach(signal -> before.put(signal, Signal.handle(signal, handler)));
  }

  /** Whether somebody asked to stop at once. */
  public boolean stopped() {
    return count.get() > 1;
  }

  @Override
  public void close() {
    before.forEach(Signal::handle);
  }
}
