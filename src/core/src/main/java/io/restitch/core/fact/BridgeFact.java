package io.restitch.core.fact;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The bridge, as its agents report it.
 *
 * @param installed whether its agents are asked to run
 * @param answering nodes that answer over the bridge with their present ranges
 * @param pool whether the disabled IPPool over the new range exists
 * @param pinned machines whose ranges all nodes send over the bridge, as reported by those that
 *     must
 * @param nativelyReachable nodes proved to reach all others without the bridge
 */
public record BridgeFact(
    boolean installed,
    SortedSet<String> answering,
    boolean pool,
    SortedSet<String> pinned,
    SortedSet<String> nativelyReachable) {
  /** No bridge. */
  public static final BridgeFact ABSENT =
      new BridgeFact(false, new TreeSet<>(), false, new TreeSet<>(), new TreeSet<>());

  public BridgeFact {
    answering = Collections.unmodifiableSortedSet(new TreeSet<>(answering));
    pinned = Collections.unmodifiableSortedSet(new TreeSet<>(pinned));
    nativelyReachable = Collections.unmodifiableSortedSet(new TreeSet<>(nativelyReachable));
  }
}
