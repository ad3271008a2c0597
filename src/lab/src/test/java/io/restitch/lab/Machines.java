package io.restitch.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every machine that the lab's cloud ever made, those that are gone included. */
record Machines(List<Machine> all) {
  private static final JsonMapper JSON = new JsonMapper();

  /** One machine; it was alive from the second it was made to the second it was deleted. */
  record Machine(JsonNode json) {
    String id() {
      return json.path("id").asString("");
    }

    String node() {
      return json.path("nodeName").asString("");
    }

    String tag(String key) {
      return json.path("tags").path(key).asString("");
    }

    /** Whether restitch made it. */
    boolean ours() {
      return !tag("restitch.io/migration").isEmpty();
    }

    boolean worker() {
      return !node().startsWith("cp-");
    }

    boolean live() {
      return json.path("deletedAt").isMissingNode() || json.path("deletedAt").isNull();
    }

    double from() {
      return json.path("createdAt").asDouble(0);
    }

    double to() {
      return live() ? Double.MAX_VALUE : json.path("deletedAt").asDouble(0);
    }

    /** {@code forward/3}. */
    String slot() {
      return tag("restitch.io/direction") + "/" + tag("restitch.io/slot");
    }

    boolean aliveWith(Machine other) {
      return from() < other.to() && other.from() < to();
    }
  }

  static Machines read(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return new Machines(
          files
              .filter(f -> f.toString().endsWith(".json"))
              .sorted()
              .map(Machines::machine)
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Machine machine(Path file) {
    return new Machine(JSON.readTree(file.toFile()));
  }

  /** Live machines that restitch made in this direction. */
  List<Machine> live(String direction) {
    return all.stream()
        .filter(m -> m.ours() && m.live() && m.tag("restitch.io/direction").equals(direction))
        .toList();
  }

  /** The machine behind a Node that stands or stood. */
  Optional<Machine> behind(String node) {
    return all.stream().filter(m -> m.node().equals(node)).reduce((a, b) -> b);
  }

  /** Slots that ever had two machines at one time. */
  List<String> slotsWithTwo() {
    Map<String, List<Machine>> slots = new TreeMap<>();
    all.stream()
        .filter(Machine::ours)
        .forEach(m -> slots.computeIfAbsent(m.slot(), s -> new ArrayList<>()).add(m));
    List<String> two = new ArrayList<>();
    slots.forEach((slot, machines) -> {
      for (int i = 1; i < machines.size(); i++) {
        if (machines.get(i).aliveWith(machines.get(i - 1))) {
          two.add(slot + ": " + machines.get(i - 1).id() + ", " + machines.get(i).id());
        }
      }
    });
    return two;
  }
}
