package io.restitch.core.fact;

import io.restitch.core.fact.TouchedFact.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * When the fence, and Flannel's restriction, were seen to come down. Objects do not tell how often
 * that happened: only a witness knows, and a new one has seen nothing yet.
 *
 * @param seen the last times, the latest at the end
 */
public record Reversals(Map<Part, List<Instant>> seen) {
  /** None was seen. */
  public static final Reversals NONE = new Reversals(Map.of());

  private static final int REMEMBERED = 16;

  public Reversals {
    Map<Part, List<Instant>> sorted = new EnumMap<>(Part.class);
    seen.forEach((part, times) -> sorted.put(part, List.copyOf(times)));
    seen = Collections.unmodifiableMap(sorted);
  }

  /** With what this change of the pod networks shows. */
  Reversals between(FabricsFact before, FabricsFact after, Instant at) {
    Reversals next = this;
    if (before.calico().fenced() && !after.calico().fenced()) {
      next = next.with(Part.FENCE, at);
    }
    if (before.flannel().restricted() && !after.flannel().restricted()) {
      next = next.with(Part.FLANNEL, at);
    }
    return next;
  }

  /** The times since then, the earliest first. */
  public List<Instant> since(Part part, Instant then) {
    return seen.getOrDefault(part, List.of()).stream().filter(t -> t.isAfter(then)).toList();
  }

  private Reversals with(Part part, Instant at) {
    List<Instant> times = new ArrayList<>(seen.getOrDefault(part, List.of()));
    times.add(at);
    Map<Part, List<Instant>> next = new EnumMap<>(Part.class);
    next.putAll(seen);
    next.put(part, times.subList(Math.max(0, times.size() - REMEMBERED), times.size()));
    return new Reversals(next);
  }
}
