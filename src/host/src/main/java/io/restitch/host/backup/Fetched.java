package io.restitch.host.backup;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.render.HostScript;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A piece that a script makes on a machine: it is made, fetched, and removed there. The script is
 * the same every time, and so is the file's name: what a killed run left is replaced, and removed
 * with it.
 */
final class Fetched {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Errands errands;
  private final Consumer<String> said;

  Fetched(Errands errands, Consumer<String> said) {
    this.errands = errands;
    this.said = said;
  }

  /**
   * Lets the script make it.
   *
   * @param noted fields of what the script printed that the note keeps
   */
  Source from(String machine, HostScript script, Map<String, String> details, String... noted) {
    JsonNode made = json(machine, script.name(), errands.run(machine, script));
    String path = made.path("path").asString("");
    Stored promised =
        new Stored(made.path("sizeBytes").asLong(-1), made.path("sha256").asString(""));
    if (path.isEmpty() || promised.sizeBytes() <= 0 || promised.sha256().isEmpty()) {
      throw garbled(machine, script.name());
    }
    Map<String, String> all = new TreeMap<>(details);
    for (String field : noted) {
      all.put(field, made.path(field).asString(""));
    }
    return new Source(
        out -> errands.fetch(machine, path, out),
        Optional.of(promised),
        all,
        () -> discard(machine, path));
  }

  /** What is left there is root's alone, and the next backup replaces it: no reason to fail. */
  private void discard(String machine, String path) {
    try {
      errands.run(machine, new HostScript.Discard(path));
    } catch (RestitchException e) {
      said.accept(path + " stays on " + machine + " until the next backup: " + e.getMessage());
    }
  }

  private static JsonNode json(String machine, String script, String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      throw garbled(machine, script);
    }
  }

  private static RestitchException garbled(String machine, String script) {
    return new RestitchException(
        ErrorCode.INTERNAL,
        script + " on " + machine + " did not say what it made",
        "please report this, with the task's result on the machine");
  }
}
