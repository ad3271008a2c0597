package io.restitch.core.fact;

import io.restitch.core.net.Cidr;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Calico, as the cluster's objects show it.
 *
 * @param installation how it was installed
 * @param fenced whether its agents are kept off green nodes
 * @param pools its IPPools, ours left out
 * @param blocks per node, the confirmed blocks (and borrowed addresses) it owns
 * @param readyNodes nodes whose Calico agent is ready
 * @param agentNodes nodes that a pod of Calico's DaemonSets is bound to
 */
public record CalicoFact(
    Installation installation,
    boolean fenced,
    List<Cidr> pools,
    SortedMap<String, List<Cidr>> blocks,
    SortedSet<String> readyNodes,
    SortedSet<String> agentNodes) {
  public CalicoFact {
    pools = List.copyOf(pools);
    blocks = Collections.unmodifiableSortedMap(new TreeMap<>(blocks));
    readyNodes = Collections.unmodifiableSortedSet(new TreeSet<>(readyNodes));
    agentNodes = Collections.unmodifiableSortedSet(new TreeSet<>(agentNodes));
  }

  /** Nothing of Calico was found. */
  public static CalicoFact absent() {
    return new CalicoFact(
        Installation.NONE, false, List.of(), new TreeMap<>(), new TreeSet<>(), new TreeSet<>());
  }

  /** How Calico was installed. */
  public enum Installation {
    NONE,
    MANIFEST,
    OPERATOR,
    CANAL
  }
}
