package io.restitch.core.fact;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Flannel and the kube-proxies, as the cluster's objects show them.
 *
 * @param installed whether Flannel's objects are as we render them
 * @param restricted whether Flannel and the second kube-proxy keep to green nodes
 * @param readyNodes nodes whose Flannel agent is ready with the node's present pod CIDR
 * @param agentNodes nodes that a Flannel agent pod is bound to
 */
public record FlannelFact(
    boolean installed,
    boolean restricted,
    SortedSet<String> readyNodes,
    SortedSet<String> agentNodes) {
  /** Nothing of Flannel was found. */
  public static final FlannelFact ABSENT =
      new FlannelFact(false, false, new TreeSet<>(), new TreeSet<>());

  public FlannelFact {
    readyNodes = Collections.unmodifiableSortedSet(new TreeSet<>(readyNodes));
    agentNodes = Collections.unmodifiableSortedSet(new TreeSet<>(agentNodes));
  }
}
