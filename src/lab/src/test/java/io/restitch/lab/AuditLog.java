package io.restitch.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every request the API server answered, in the order of its answers. */
record AuditLog(List<Line> lines) {
  private static final JsonMapper JSON = new JsonMapper();

  /** One answered request. */
  record Line(JsonNode json) {
    String verb() {
      return json.path("verb").asString("");
    }

    String agent() {
      return json.path("userAgent").asString("");
    }

    boolean byRestitch() {
      return agent().startsWith("restitch/");
    }

    String resource() {
      return json.path("objectRef").path("resource").asString("");
    }

    String subresource() {
      return json.path("objectRef").path("subresource").asString("");
    }

    /** {@code namespace/name}, or the name alone. */
    String object() {
      String namespace = json.path("objectRef").path("namespace").asString("");
      String name = json.path("objectRef").path("name").asString("");
      return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    int status() {
      return json.path("responseStatus").path("code").asInt(0);
    }

    boolean ok() {
      return status() >= 200 && status() < 300;
    }

    JsonNode request() {
      return json.path("requestObject");
    }

    JsonNode answer() {
      return json.path("responseObject");
    }

    /** When it was answered. */
    Instant at() {
      return Instant.parse(json.path("stageTimestamp").asString(""));
    }

    boolean is(String verb, String resource, String subresource) {
      return verb().equals(verb)
          && resource().equals(resource)
          && subresource().equals(subresource);
    }
  }

  static AuditLog read(Path file) {
    List<Line> lines = new ArrayList<>();
    try {
      for (String text : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        try {
          lines.add(new Line(JSON.readTree(text)));
        } catch (JacksonException torn) {
          continue; // the last line may be torn while the API server runs
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new AuditLog(lines);
  }

  /** What restitch asked for. */
  Stream<Line> byRestitch() {
    return lines.stream().filter(Line::byRestitch);
  }

  /** What restitch asked for with this verb on this resource. */
  Stream<Line> byRestitch(String verb, String resource, String subresource) {
    return byRestitch().filter(l -> l.is(verb, resource, subresource));
  }
}
