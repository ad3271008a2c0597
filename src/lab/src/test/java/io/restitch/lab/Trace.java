package io.restitch.lab;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the lab's provider was asked for, as it wrote it down itself. */
record Trace(List<Line> lines) {
  private static final JsonMapper JSON = new JsonMapper();

  /** One moment of one call. */
  record Line(JsonNode json) {
    static Line of(String text) {
      return new Line(JSON.readTree(text));
    }

    /** {@code create} or {@code delete}. */
    String verb() {
      return json.path("verb").asString("");
    }

    /** {@code asked}, {@code done}, or the hold it waits in. */
    String moment() {
      return json.path("moment").asString("");
    }

    String machineId() {
      return json.path("id").asString("");
    }

    String name() {
      return json.path("name").asString("");
    }

    boolean is(String verb, String moment) {
      return verb().equals(verb) && moment().equals(moment);
    }

    Instant at() {
      return Instant.ofEpochMilli(Math.round(json.path("at").asDouble(0) * 1000));
    }
  }

  static Trace read(Path file) {
    return new Trace(Tail.all(file).more().stream().map(Line::of).toList());
  }

  Stream<Line> of(String verb, String moment) {
    return lines.stream().filter(l -> l.is(verb, moment));
  }

  /** When the deletion of a machine was first asked for. */
  Optional<Instant> deletionAsked(String machineId) {
    return of("delete", "asked")
        .filter(l -> l.machineId().equals(machineId))
        .map(Line::at)
        .findFirst();
  }
}
