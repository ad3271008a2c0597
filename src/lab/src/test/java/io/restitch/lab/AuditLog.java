package io.restitch.lab;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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

    String group() {
      return json.path("objectRef").path("apiGroup").asString("");
    }

    String resource() {
      return json.path("objectRef").path("resource").asString("");
    }

    String subresource() {
      return json.path("objectRef").path("subresource").asString("");
    }

    String namespace() {
      return json.path("objectRef").path("namespace").asString("");
    }

    /** Who asked. */
    String user() {
      return json.path("user").path("username").asString("");
    }

    /** Whether it asked for nothing to be changed. */
    boolean reads() {
      return Set.of("get", "list", "watch").contains(verb());
    }

    String name() {
      return json.path("objectRef").path("name").asString("");
    }

    /** {@code namespace/name}, or the name alone. */
    String object() {
      String namespace = namespace();
      String name = name();
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

    /** When it arrived. */
    Instant received() {
      return Instant.parse(json.path("requestReceivedTimestamp").asString(""));
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
    return of(Tail.all(file).more());
  }

  static AuditLog of(List<String> lines) {
    return new AuditLog(lines.stream().map(l -> new Line(JSON.readTree(l))).toList());
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
