package io.restitch.host;

import io.restitch.core.fact.Change;
import io.restitch.engine.port.HostPort.Watch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Somebody who is told of machines and backups, of each as often as it changed. */
final class Watching implements Watch {
  private final Consumer<List<Change>> sink;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Change> told = new HashMap<>();
  private boolean closed;

  Watching(Consumer<List<Change>> sink) {
    this.sink = sink;
  }

  /**
   * Tells of something, unless that is how it was told before.
   *
   * @param subject what it is of
   */
  synchronized void tell(String subject, Change change) {
    if (!closed && !change.equals(told.put(subject, change))) {
      sink.accept(List.of(change));
    }
  }

  /** Tells of everything for the first time, as one list. */
  synchronized void begin(Map<String, Change> all) {
    told.putAll(all);
    sink.accept(List.copyOf(all.values()));
  }

  /** Does this again and again, with a pause before each time, until the watch is closed. */
  void keep(Attention attention, Runnable look) {
    threads.execute(() -> {
      try {
        while (!Thread.currentThread().isInterrupted()) {
          attention.pause();
          look.run();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  synchronized boolean closed() {
    return closed;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    threads.shutdownNow();
  }
}
