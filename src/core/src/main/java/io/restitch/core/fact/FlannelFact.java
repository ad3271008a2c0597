package io.restitch.core.fact;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Flannel, and what is copied for green nodes, as the cluster's objects show them.
 *
 * @param installed whether a DaemonSet of Flannel's is there
 * @param spec what it was installed as ({@link io.restitch.core.plan.FlannelSpec#text}); empty if
 *     it was not us
 * @param remains whether something of ours is there besides it: a copy of kube-proxy or Multus, or
 *     the fence around what was copied
 * @param restricted whether Flannel and the copies keep to green nodes, and what was copied keeps
 *     off them; false, too, if a copy that is needed is not there
 * @param readyNodes nodes whose Flannel agent is ready
 * @param agentNodes nodes that a Flannel agent pod is bound to
 */
public record FlannelFact(
    boolean installed,
    String spec,
    boolean remains,
    boolean restricted,
    SortedSet<String> readyNodes,
    SortedSet<String> agentNodes) {
  /** Nothing of Flannel was found. */
  public static final FlannelFact ABSENT =
      new FlannelFact(false, "", false, false, new TreeSet<>(), new TreeSet<>());

  public FlannelFact {
    readyNodes = Collections.unmodifiableSortedSet(new TreeSet<>(readyNodes));
    agentNodes = Collections.unmodifiableSortedSet(new TreeSet<>(agentNodes));
  }

  /** The same objects, and agents on these nodes. */
  public FlannelFact on(SortedSet<String> ready, SortedSet<String> agents) {
    return new FlannelFact(installed, spec, remains, restricted, ready, agents);
  }
}
