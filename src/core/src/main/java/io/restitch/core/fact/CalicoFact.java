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
 * @param setup how its agents are set up
 */
public record CalicoFact(
    Installation installation,
    boolean fenced,
    List<Cidr> pools,
    SortedMap<String, List<Cidr>> blocks,
    SortedSet<String> readyNodes,
    SortedSet<String> agentNodes,
    Setup setup) {
  public CalicoFact {
    pools = List.copyOf(pools);
    blocks = Collections.unmodifiableSortedMap(new TreeMap<>(blocks));
    readyNodes = Collections.unmodifiableSortedSet(new TreeSet<>(readyNodes));
    agentNodes = Collections.unmodifiableSortedSet(new TreeSet<>(agentNodes));
  }

  /** One that is set up as its manifest does it. */
  public CalicoFact(
      Installation installation,
      boolean fenced,
      List<Cidr> pools,
      SortedMap<String, List<Cidr>> blocks,
      SortedSet<String> readyNodes,
      SortedSet<String> agentNodes) {
    this(installation, fenced, pools, blocks, readyNodes, agentNodes, Setup.DEFAULT);
  }

  /**
   * How Calico's agents are set up, by the environment of their DaemonSet; its operator writes
   * there what its Installation says.
   *
   * @param autodetection how they find their machine's address
   * @param ebpf whether they serve Services, in place of kube-proxy
   * @param apiGroup where they keep their objects, as group and version; empty: in the group that
   *     is served
   */
  public record Setup(Autodetection autodetection, boolean ebpf, String apiGroup) {
    /** As Calico's manifest has it. */
    public static final Setup DEFAULT = new Setup(new Autodetection(""), false, "");
  }

  /** The same, with these pools. */
  public CalicoFact pooled(List<Cidr> now) {
    return new CalicoFact(installation, fenced, now, blocks, readyNodes, agentNodes, setup);
  }

  /** The same, set up so. */
  public CalicoFact setUp(Setup now) {
    return new CalicoFact(installation, fenced, pools, blocks, readyNodes, agentNodes, now);
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
