package io.restitch.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody who reads and writes all the time: see machines.d/mixed/client. */
final class Client implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** It reads all it wrote once more, through each API server. */
  private static final Duration LAST_LOOK = Duration.ofMinutes(2);

  private final Process process;
  private final Path lines;

  private Client(Process process, Path lines) {
    this.process = process;
    this.lines = lines;
  }

  static Client start(Path folder, List<String> command) {
    try {
      Path lines = folder.resolve("client.out");
      Client client =
          new Client(
              Commands.start(folder, Map.of(), command, lines, folder.resolve("client.err")),
              lines);
      Await.until(
          LIMIT,
          "the client writes",
          () -> !client.rounds().isEmpty(),
          () -> Commands.read(folder.resolve("client.err")));
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it, and tells how it fared. */
  Fared end() {
    boolean lived = process.isAlive();
    tellToEnd();
    try {
      if (!process.waitFor(LAST_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the client does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    double longest = 0;
    double lastGood = Double.NaN;
    long errors = 0;
    long lost = 0;
    List<JsonNode> rounds = rounds();
    List<JsonNode> lastLooks = lines("server");
    for (JsonNode round : rounds) {
      double ended = round.path("at").asDouble() + round.path("took").asDouble();
      if (!round.path("ok").asBoolean()) {
        errors++;
      } else {
        longest = Double.isNaN(lastGood) ? longest : Math.max(longest, ended - lastGood);
        lastGood = ended;
      }
      lost += round.path("lost").size();
    }
    for (JsonNode look : lastLooks) {
      longest = Math.max(longest, look.path("ended").asDouble() - lastGood);
      lost += look.path("lost").size();
    }
    List<String> readThrough = lastLooks.stream().map(l -> l.path("server").asString("")).toList();
    return new Fared(lived, rounds.size(), errors, longest, readThrough, lost);
  }

  private List<JsonNode> rounds() {
    return lines("n");
  }

  private List<JsonNode> lines(String with) {
    return Commands.read(lines)
        .lines()
        .filter(l -> l.endsWith("}"))
        .map(l -> (JsonNode) JsonMapper.shared().readTree(l))
        .filter(l -> l.has(with))
        .toList();
  }

  /** The client itself: what was started is a shell that waits for it. */
  private void tellToEnd() {
    process.descendants().forEach(ProcessHandle::destroy);
  }

  @Override
  public void close() {
    tellToEnd();
    process.destroy();
  }

  /**
   * How it fared.
   *
   * @param lived whether it went on until it was told to end
   * @param rounds writes, each with a read after it
   * @param errors rounds that failed
   * @param longestGap seconds from one good answer to the next, or to the end, at most
   * @param readThrough API servers through which everything was read once more at the end
   * @param lost how often an acknowledged write was not read later
   */
  record Fared(
      boolean lived,
      long rounds,
      long errors,
      double longestGap,
      List<String> readThrough,
      long lost) {}
}
