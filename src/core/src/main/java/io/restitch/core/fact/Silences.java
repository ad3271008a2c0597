package io.restitch.core.fact;

import io.restitch.core.bridge.AgentReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Since when agents of the bridge owe a word, without having come any further. Objects do not tell:
 * only a witness knows, and for a new one it begins anew.
 *
 * @param began by node
 * @param ended when a long one ended last: the agent spoke, or its node went away
 */
public record Silences(SortedMap<String, Instant> began, Optional<Instant> ended) {
  /** Nobody owes one. */
  public static final Silences NONE = new Silences(new TreeMap<>(), Optional.empty());

  /** A kubelet has seen a change of a mounted ConfigMap by then, and tried a pod several times. */
  public static final Duration LONG = Duration.ofMinutes(2);

  public Silences {
    began = Collections.unmodifiableSortedMap(new TreeMap<>(began));
  }

  /** Since when the agent on a node owes one. */
  public Optional<Instant> since(String node) {
    return Optional.ofNullable(began.get(node));
  }

  /** With what this change of the bridge shows. */
  Silences between(BridgeFact before, BridgeFact after, Collection<String> nodes, Instant at) {
    SortedMap<String, Instant> next = new TreeMap<>();
    if (after.installed()) {
      for (String node : after.owing(nodes)) {
        boolean further = further(before.reports().get(node), after.reports().get(node));
        next.put(node, further ? at : began.getOrDefault(node, at));
      }
    }
    if (next.equals(began)) {
      return this;
    }
    boolean over =
        began.keySet().stream()
            .anyMatch(n -> isLong(n, at) && !since(n).equals(Optional.ofNullable(next.get(n))));
    return new Silences(next, over ? Optional.of(at) : ended);
  }

  /** With a node that is away: nobody waits for its word any more. */
  Silences without(String node, Instant at) {
    return isLong(node, at) ? new Silences(began, Optional.of(at)) : this;
  }

  private boolean isLong(String node, Instant at) {
    return since(node).filter(since -> !at.isBefore(since.plus(LONG))).isPresent();
  }

  private static boolean further(@Nullable AgentReport before, @Nullable AgentReport after) {
    return after != null
        && (before == null || after.map() > before.map() || after.pins() > before.pins());
  }
}
