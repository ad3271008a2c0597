package io.restitch.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a run tells of itself in its event log, from its first line. */
final class Told {
  private final Path home;
  private Optional<Tail> events = Optional.empty();
  private final List<JsonNode> told = new ArrayList<>();

  /**
   * Of the first run that there is in a folder.
   *
   * @param home where the run keeps its run directory
   */
  Told(Path home) {
    this.home = home;
  }

  /** Takes in what came since the last look. */
  void look() {
    if (events.isEmpty()) {
      events = log().map(Tail::all);
    }
    events.ifPresent(tail ->
        tail.more().stream()
            .filter(l -> !l.isBlank())
            .forEach(l -> told.add(JsonMapper.shared().readTree(l))));
  }

  /**
   * Whether an action of this kind has begun.
   *
   * @param kind simple name of its class
   * @param detail part of its key; empty for any
   */
  boolean begun(String kind, String detail) {
    return has("action-started", kind, detail);
  }

  /** Whether an action of this kind was done. */
  boolean done(String kind, String detail) {
    return has("action-done", kind, detail);
  }

  /** How many actions of this kind were done. */
  long count(String kind) {
    return told.stream()
        .filter(e -> e.path("event").asString("").equals("action-done"))
        .filter(e -> e.path("action").asString("").equals(kind))
        .count();
  }

  /** Whether an action of this kind failed. */
  boolean failed(String kind, String detail) {
    return has("action-failed", kind, detail);
  }

  /** Whether it waits, or waited, for something of this code. */
  boolean waits(String code) {
    return told.stream()
        .anyMatch(e ->
            e.path("event").asString("").equals("wait-began")
                && e.path("code").asString("").equals(code));
  }

  /** Whether work on a phase has begun in this run. */
  boolean started(String phase) {
    return told.stream()
        .anyMatch(e ->
            e.path("event").asString("").equals("phase-changed")
                && e.path("phase").asString("").equals(phase)
                && e.path("status").asString("").equals("started"));
  }

  private boolean has(String event, String kind, String detail) {
    return told.stream()
        .anyMatch(e ->
            e.path("event").asString("").equals(event)
                && e.path("action").asString("").equals(kind)
                && e.path("key").asString("").contains(detail));
  }

  private Optional<Path> log() {
    Path runs = home.resolve("restitch-runs");
    if (!Files.isDirectory(runs)) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(runs)) {
      return all.map(d -> d.resolve("events.jsonl")).filter(Files::exists).findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
