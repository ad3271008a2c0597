package io.restitch.cluster.watch;

import io.restitch.core.fact.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that turns what was seen into changes and delivers them in the order they came, those
 * that wait together as one batch. Whatever knows the state of kinds is touched by this thread
 * only.
 */
final class Dispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private record Item(Supplier<List<Change>> news, @Nullable CompletableFuture<Void> delivered) {}

  private final ArrayBlockingQueue<Item> queue = new ArrayBlockingQueue<>(2048);
  private final Consumer<List<Change>> sink;
  private final Thread thread;
  private volatile boolean closed;

  Dispatcher(Consumer<List<Change>> sink) {
    this.sink = sink;
    this.thread = Thread.ofPlatform().daemon().name("cluster-changes").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Adds news; waits while too much is waiting. */
  void add(Supplier<List<Change>> news) throws InterruptedException {
    queue.put(new Item(news, null));
  }

  /** Adds news and waits a little until it was delivered. */
  void addAndWait(Supplier<List<Change>> news) {
    if (closed || Thread.currentThread().equals(thread)) {
      return;
    }
    CompletableFuture<Void> delivered = new CompletableFuture<>();
    try {
      queue.put(new Item(news, delivered));
      delivered.get(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("a change is delivered late", e);
    }
  }

  private void run() {
    List<Item> batch = new ArrayList<>();
    try {
      while (!closed) {
        batch.add(queue.take());
        queue.drainTo(batch, 1000);
        deliver(batch);
        batch.clear();
      }
    } catch (InterruptedException e) {
      LOG.debug("delivery ends");
    }
  }

  private void deliver(List<Item> batch) {
    List<Change> changes = new ArrayList<>();
    for (Item item : batch) {
      try {
        changes.addAll(item.news().get());
      } catch (RuntimeException e) {
        LOG.warn("an object could not be understood and is left out: {}", e.toString());
      }
    }
    try {
      if (!changes.isEmpty() && !closed) {
        sink.accept(changes);
      }
    } finally {
      batch.stream().map(Item::delivered).filter(Objects::nonNull).forEach(d -> d.complete(null));
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
