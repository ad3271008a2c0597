package io.restitch.core.fact;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An EndpointSlice: on which nodes it has endpoints that traffic may be sent to.
 *
 * @param ref namespace and name of the slice
 * @param service the Service it belongs to
 * @param readyPodNodes nodes with a ready endpoint that is a Pod
 * @param readyOtherNodes nodes with a ready endpoint that is not a Pod
 */
public record EndpointsFact(
    ObjectRef ref,
    String service,
    SortedSet<String> readyPodNodes,
    SortedSet<String> readyOtherNodes) {
  public EndpointsFact {
    readyPodNodes = Collections.unmodifiableSortedSet(new TreeSet<>(readyPodNodes));
    readyOtherNodes = Collections.unmodifiableSortedSet(new TreeSet<>(readyOtherNodes));
  }
}
