package io.restitch.core.fact;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is left of Calico's objects in the cluster. Nobody watches all their kinds: they are listed
 * when it matters.
 *
 * @param objects by {@code kind/name} or {@code kind/namespace/name}
 * @param at when they were listed
 * @param asListed whether none was removed by us since
 */
public record CalicoLeft(SortedSet<String> objects, Instant at, boolean asListed) {
  public CalicoLeft {
    objects = Collections.unmodifiableSortedSet(new TreeSet<>(objects));
  }

  /** These were listed now. */
  public static CalicoLeft listed(SortedSet<String> objects, Instant at) {
    return new CalicoLeft(objects, at, true);
  }

  /** Whether they were listed, and there was nothing. */
  public boolean none() {
    return asListed && objects.isEmpty();
  }

  CalicoLeft without(String object) {
    SortedSet<String> rest = new TreeSet<>(objects);
    rest.remove(object);
    return new CalicoLeft(rest, at, false);
  }
}
