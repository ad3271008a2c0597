package io.restitch.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Pods on every node, and on the host's network of every node, that call every Service and each
 * other twice a second (machines.d/mission/probers.yaml, tools/probe), and a collector outside of
 * the cluster that hears what failed.
 */
final class Probers implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final JsonMapper JSON = new JsonMapper();

  private final Process collector;
  private final Path said;

  private Probers(Process collector, Path said) {
    this.collector = collector;
    this.said = said;
  }

  /**
   * A call that failed.
   *
   * @param to a Service, or a name behind its kind: a prober's {@code pod:}, {@code host:} or
   *     {@code stream:}, a server's of a headless Service {@code headless:}
   * @param there node of that prober or server; empty for a Service
   */
  record Failure(Instant at, String node, String from, String to, String there, String why) {
    String kind() {
      return to.replaceFirst(":.*", "");
    }

    /**
     * Whether this machine had a part in it, or may have had: a Service's answers are anybody's.
     */
    boolean mayBeOf(String machine) {
      boolean service = there.isEmpty() && !kind().equals("api");
      return node.equals(machine) || there.equals(machine) || service;
    }
  }

  /**
   * How calls fared in a time.
   *
   * @param rounds how often a prober called all of them
   * @param failures what failed, but for calls to a prober or server that was never heard again:
   *     its machine is gone
   * @param slowest longest call in milliseconds, by what was called
   * @param late how long a prober waited for its turn, in milliseconds: how short of time these
   *     machines are
   */
  record Fared(int rounds, List<Failure> failures, Map<String, Long> slowest, long late) {
    Map<String, Integer> failed() {
      Map<String, Integer> failed = new TreeMap<>();
      failures.forEach(f -> failed.merge(f.kind(), 1, Integer::sum));
      return failed;
    }

    /**
     * The longest time in which calls of this kind failed, no two seconds between one and the next.
     */
    Duration longest(String kind) {
      Duration longest = Duration.ZERO;
      Instant first = Instant.MIN;
      Instant last = Instant.MIN;
      for (Failure failure :
          failures.stream()
              .filter(f -> f.kind().equals(kind))
              .sorted(Comparator.comparing(Failure::at))
              .toList()) {
        first = last.plusSeconds(2).isBefore(failure.at()) ? failure.at() : first;
        last = failure.at();
        Duration now = Duration.between(first, last);
        longest = now.compareTo(longest) > 0 ? now : longest;
      }
      return longest;
    }

    List<Failure> besides(String kind) {
      return failures.stream().filter(f -> !f.kind().equals(kind)).toList();
    }

    @Override
    public String toString() {
      return "rounds=%d, failed=%s, slowest=%s ms, late=%d ms"
          .formatted(rounds, failed(), slowest, late);
    }
  }

  static Probers hear(Path folder, List<String> collect) {
    Path said = folder.resolve("probes.log");
    List<String> command = new ArrayList<>(collect);
    command.add(said.toString());
    try {
      Files.createFile(said);
      return new Probers(
          Commands.start(
              folder,
              Map.of(),
              command,
              folder.resolve("collector.out"),
              folder.resolve("collector.err")),
          said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until so many more rounds were made. */
  void await(int more) {
    Instant now = Instant.now();
    Await.until(
        LIMIT, more + " rounds", () -> fared(now).rounds() >= more, () -> fared(now).toString());
  }

  /** Waits until a prober in a pod of this node has told how it fared so many times. */
  void awaitFrom(String node, int times) {
    Await.until(
        LIMIT,
        "calls from " + node,
        () ->
            lines().stream()
                    .filter(l -> l.path("node").asString("").equals(node) && fares(l))
                    .filter(l -> l.path("from").asString("").equals("pod"))
                    .count()
                >= times,
        () -> fared(Instant.EPOCH).toString());
  }

  /** How calls fared that began at this time, or later. */
  Fared fared(Instant since) {
    List<JsonNode> all = lines();
    Map<String, Long> lastHeard = new TreeMap<>();
    Map<String, String> nodes = new TreeMap<>();
    all.forEach(l -> nodes.put(l.path("name").asString(), l.path("node").asString()));
    all.stream()
        .filter(l -> !l.has("failed"))
        .forEach(l -> lastHeard.merge(l.path("name").asString(), l.path("at").asLong(), Math::max));
    int rounds = 0;
    long late = 0;
    List<Failure> failures = new ArrayList<>();
    Map<String, Long> slowest = new TreeMap<>();
    for (JsonNode line : all) {
      if (line.path("at").asLong() < since.toEpochMilli()) {
        continue;
      }
      if (fares(line)) {
        rounds += line.path("rounds").asInt();
        late = Math.max(late, line.path("late").asLong(0));
        line.path("slowest")
            .forEachEntry((kind, took) -> slowest.merge(kind, took.asLong(), Math::max));
      } else if (counts(line, lastHeard)) {
        failures.add(
            new Failure(
                Instant.ofEpochMilli(line.path("at").asLong()),
                line.path("node").asString(),
                line.path("from").asString(),
                line.path("failed").asString(),
                nodes.getOrDefault(peer(line), ""),
                line.path("why").asString("")));
      }
    }
    return new Fared(rounds, failures, slowest, late);
  }

  private static boolean fares(JsonNode line) {
    return line.has("rounds");
  }

  /** A failed call to a prober or server counts only if that was still at work a second later. */
  private static boolean counts(JsonNode line, Map<String, Long> lastHeard) {
    return line.has("failed")
        && (peer(line).isEmpty()
            || lastHeard.getOrDefault(peer(line), 0L) > line.path("at").asLong() + 1_000);
  }

  /** Who was called; empty for a Service. */
  private static String peer(JsonNode line) {
    String to = line.path("failed").asString("");
    return to.contains(":") ? to.substring(to.indexOf(':') + 1) : "";
  }

  /** The last line may not be whole yet; one that was sent again is there twice. */
  private List<JsonNode> lines() {
    String text = Commands.read(said);
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .distinct()
        .map(JSON::readTree)
        .toList();
  }

  @Override
  public void close() {
    collector.descendants().forEach(ProcessHandle::destroy);
    collector.destroy();
  }
}
