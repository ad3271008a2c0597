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
    process.destroy();
    try {
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
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
    for (JsonNode round : rounds) {
      double ended = round.path("at").asDouble() + round.path("took").asDouble();
      if (!round.path("ok").asBoolean()) {
        errors++;
      } else {
        longest = Double.isNaN(lastGood) ? longest : Math.max(longest, ended - lastGood);
        lastGood = ended;
      }
      lost += round.has("lost") ? 1 : 0;
    }
    return new Fared(rounds.size(), errors, longest, lost);
  }

  private List<JsonNode> rounds() {
    return Commands.read(lines)
        .lines()
        .filter(l -> l.endsWith("}"))
        .map(l -> (JsonNode) JsonMapper.shared().readTree(l))
        .toList();
  }

  @Override
  public void close() {
    process.destroy();
  }

  /**
   * How it fared.
   *
   * @param rounds writes, each with a read after it
   * @param errors rounds that failed
   * @param longestGap seconds from one good answer to the next, at most
   * @param lost acknowledged writes that were not read later
   */
  record Fared(long rounds, long errors, double longestGap, long lost) {}
}
