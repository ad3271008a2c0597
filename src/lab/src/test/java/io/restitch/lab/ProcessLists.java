package io.restitch.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Arguments of every process that was seen while it watched, of all machines of the lab too: their
 * processes are this machine's. It looks as often as it can, some fifty times a second.
 */
final class ProcessLists implements AutoCloseable {
  private static final long BETWEEN_NANOS = 10_000_000;

  private final ConcurrentSkipListSet<String> seen = new ConcurrentSkipListSet<>();
  private final Thread watcher;
  private volatile boolean over;

  private ProcessLists() {
    watcher = Thread.ofPlatform().name("process-lists").start(this::watching);
  }

  static ProcessLists watch() {
    return new ProcessLists();
  }

  /** Every line of arguments that was seen. */
  String all() {
    return String.join("\n", seen);
  }

  private void watching() {
    while (!over) {
      try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
        processes
            .filter(p -> Character.isDigit(p.getFileName().toString().charAt(0)))
            .forEach(this::look);
      } catch (IOException e) {
        // the next look is soon
      }
      LockSupport.parkNanos(BETWEEN_NANOS);
    }
  }

  private void look(Path process) {
    try {
      seen.add(
          Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
              .replace('\0', ' '));
    } catch (IOException e) {
      // it is over already
    }
  }

  @Override
  public void close() {
    over = true;
    try {
      watcher.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
