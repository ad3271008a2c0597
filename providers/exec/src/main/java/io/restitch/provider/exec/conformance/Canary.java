package io.restitch.provider.exec.conformance;

import io.restitch.provider.exec.ProcessWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A secret that must be seen nowhere but on stdin.
 *
 * <p>While a provider runs, the argument lists and environments of its whole process tree are read
 * from {@code /proc} over and over, and so are its log and its replies. A child that lives for less
 * than a round can be missed; on systems without {@code /proc} only log and replies are seen.
 */
final class Canary {
  private static final Path PROC = Path.of("/proc");

  private static final Duration ROUND = Duration.ofMillis(1);

  private final String secret;
  private final Set<String> sightings = new ConcurrentSkipListSet<>();

  Canary(String secret) {
    this.secret = secret;
  }

  /** User data with the secret in it. */
  String userData() {
    return "#!/bin/sh\n# restitch conformance " + secret + "\nexit 0\n";
  }

  ProcessWatch watch() {
    return new ProcessWatch(
        process -> Thread.ofPlatform().daemon().name("canary").start(() -> follow(process)),
        line -> look(line, "on stderr"),
        text -> look(text, "in a reply"));
  }

  /** Where it was seen. */
  Collection<String> sightings() {
    return Set.copyOf(sightings);
  }

  private void follow(ProcessHandle process) {
    while (process.isAlive()) {
      look(process.pid());
      LockSupport.parkNanos(ROUND.toNanos());
    }
  }

  private void look(long pid) {
    Path directory = PROC.resolve(Long.toString(pid));
    look(read(directory.resolve("cmdline")), "in an argument list");
    look(read(directory.resolve("environ")), "in an environment");
    for (Path task : tasks(directory)) {
      Stream.of(read(task.resolve("children")).split(" "))
          .filter(child -> !child.isBlank())
          .forEach(child -> look(Long.parseLong(child.strip())));
    }
  }

  private void look(String text, String where) {
    if (text.contains(secret)) {
      sightings.add(where);
    }
  }

  private static Collection<Path> tasks(Path process) {
    try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
      return tasks.toList();
    } catch (IOException | UncheckedIOException e) {
      return Set.of();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException | UncheckedIOException e) {
      return "";
    }
  }
}
