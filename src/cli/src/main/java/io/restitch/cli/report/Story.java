package io.restitch.cli.report;

import io.restitch.core.policy.PolicyLosses;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What happened, told by the lines of an event log. A log that was cut off in the middle of a line
 * still tells all that comes before.
 */
public final class Story {
  /**
   * How a phase stood, and since when.
   *
   * @param status {@code started}, {@code true}, {@code attested}, {@code undone}
   * @param message evidence
   * @param since when
   */
  public record Phase(String status, String message, String since) {}

  /** What was waited for: how often and how long altogether, and what a person could have done. */
  public record Waited(int times, long millis, String remedy) {}

  /**
   * Who enforces policies where and when, as the plan showed it.
   *
   * @param table headings first; empty if there is nothing to enforce
   * @param says what follows, and which policies came later
   */
  public record Policies(List<List<String>> table, List<String> says) {
    private static final Policies NONE = new Policies(List.of(), List.of());

    public Policies {
      table = List.copyOf(table);
      says = List.copyOf(says);
    }
  }

  private final Map<String, Phase> phases = new LinkedHashMap<>();
  private final Map<String, Integer> actions = new TreeMap<>();
  private final Map<String, Waited> waits = new TreeMap<>();
  private final Map<String, String> open = new LinkedHashMap<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> runs = new ArrayList<>();
  private final Map<String, Long> tally = new LinkedHashMap<>();
  private Policies policies = Policies.NONE;
  private String from = "";
  private String to = "";
  private String plan = "";
  private String migration = "";
  private int unreadable;

  private Story() {}

  /** Reads the lines of a log. */
  public static Story of(List<String> lines) {
    Story story = new Story();
    for (String line : lines) {
      if (!line.isBlank()) {
        try {
          story.take(JsonMapper.shared().readTree(line));
        } catch (JacksonException e) {
          story.unreadable++;
        }
      }
    }
    return story;
  }

  /** Whether nothing was told. */
  public boolean isEmpty() {
    return from.isEmpty();
  }

  private void take(JsonNode e) {
    String at = text(e, "at");
    from = from.isEmpty() ? at : from;
    to = at;
    switch (text(e, "event")) {
      case "run-started" -> {
        plan = text(e, "planHash");
        migration = text(e, "migration");
        runs.add(at + " started");
        open.clear();
        tally(e);
      }
      case "policies-shown" -> policies = policies(e);
      case "action-done" -> actions.merge(text(e, "action"), 1, Integer::sum);
      case "action-failed" -> failures.add(at + " " + text(e, "what") + ": " + text(e, "message"));
      case "wait-began" ->
          open.put(
              text(e, "code") + " " + text(e, "subject"),
              text(e, "subject") + ": " + text(e, "reason") + remedy(text(e, "remedy")));
      case "wait-ended" -> {
        open.remove(text(e, "code") + " " + text(e, "subject"));
        Waited before = waits.getOrDefault(text(e, "code"), new Waited(0, 0, ""));
        waits.put(
            text(e, "code"),
            new Waited(
                before.times() + 1,
                before.millis() + e.path("tookMillis").asLong(0),
                text(e, "remedy")));
      }
      case "phase-changed" ->
          phases.put(
              text(e, "phase"), new Phase(text(e, "status"), text(e, "message"), text(e, "since")));
      case "progress" -> tally(e);
      case "run-ended" -> {
        runs.add(at + " " + text(e, "outcome") + why(text(e, "why")));
        tally(e);
      }
      default -> {
        // starts of actions tell nothing that their ends do not
      }
    }
  }

  private void tally(JsonNode e) {
    e.path("tally").properties().forEach(p -> tally.put(p.getKey(), p.getValue().asLong(0)));
  }

  private static Policies policies(JsonNode e) {
    List<List<String>> table = new ArrayList<>();
    e.path("table").forEach(row -> table.add(texts(row)));
    List<String> says = new ArrayList<>(texts(e.path("says")));
    texts(e.path("unshown")).forEach(p -> says.add(PolicyLosses.words(p) + "."));
    return new Policies(table, says);
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(n -> n.asString("")).toList();
  }

  private static String remedy(String remedy) {
    return remedy.isEmpty() ? "" : " → " + remedy;
  }

  private static String why(String why) {
    return why.isEmpty() ? "" : ": " + why;
  }

  private static String text(JsonNode e, String name) {
    return e.path(name).asString("");
  }

  /** Phases as they stood last. */
  public Map<String, Phase> phases() {
    return phases;
  }

  /** Who enforces policies, by the plan of the last run. */
  public Policies policies() {
    return policies;
  }

  /** How many actions ended well, by kind. */
  public Map<String, Integer> actions() {
    return actions;
  }

  /** Waits by code. */
  public Map<String, Waited> waits() {
    return waits;
  }

  /** What the last run still waited for when the log ends. */
  public List<String> open() {
    return List.copyOf(open.values());
  }

  /** Failures in order. */
  public List<String> failures() {
    return failures;
  }

  /** Begins and ends of runs. */
  public List<String> runs() {
    return runs;
  }

  /** The last counts. */
  public Map<String, Long> tally() {
    return tally;
  }

  /** The plan's hash. */
  public String plan() {
    return plan;
  }

  /** The migration's id. */
  public String migration() {
    return migration;
  }

  /** When the first thing happened. */
  public String from() {
    return from;
  }

  /** How long it all took. */
  public Duration took() {
    return from.isEmpty()
        ? Duration.ZERO
        : Duration.between(Instant.parse(from), Instant.parse(to));
  }

  /** How many lines could not be read. */
  public int unreadable() {
    return unreadable;
  }
}
