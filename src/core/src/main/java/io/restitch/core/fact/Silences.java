package io.restitch.core.fact;

import io.restitch.core.bridge.AgentReport;
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
 */
public record Silences(SortedMap<String, Instant> began) {
  /** Nobody owes one. */
  public static final Silences NONE = new Silences(new TreeMap<>());

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
    return next.equals(began) ? this : new Silences(next);
  }

  private static boolean further(@Nullable AgentReport before, @Nullable AgentReport after) {
    return after != null
        && (before == null || after.map() > before.map() || after.pins() > before.pins());
  }
}
