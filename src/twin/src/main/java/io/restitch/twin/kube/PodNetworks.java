package io.restitch.twin.kube;

import io.restitch.core.Names;
import io.restitch.core.bridge.AgentReport;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.PodFact;
import io.restitch.core.net.Cidr;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Both pod networks as their agents make them: Calico gives addresses from blocks of its own,
 * Flannel from the Node's pod CIDR; the bridge answers where its agent is ready.
 */
public final class PodNetworks {
  /** Name of the DaemonSet of Calico's agents. */
  public static final String CALICO = "calico-node";

  /** Name of the DaemonSet of Flannel's agents. */
  public static final String FLANNEL = "kube-flannel-ds";

  /** Name of the DaemonSet of the bridge's agents. */
  public static final String BRIDGE = "restitch-bridge";

  private final Truth truth;
  private final KubeletServers servers;
  private final SortedMap<String, AgentReport> heard = new TreeMap<>();
  private final CalicoBlocks blocks;
  private final Map<String, Integer> given = new HashMap<>();
  private final Set<String> withoutFlannel = new HashSet<>();
  private final Set<String> silent = new HashSet<>();
  private final Map<String, String> unpulled = new HashMap<>();

  PodNetworks(Truth truth, KubeletServers servers, Cidr pool) {
    this.truth = truth;
    this.servers = servers;
    this.blocks = new CalicoBlocks(pool);
  }

  /** Whether a pod would get an address on its node now. */
  boolean up(PodFact pod) {
    return truth
        .node(pod.nodeName())
        .filter(n -> pod.spec().hostNetwork() || range(n).isPresent())
        .isPresent();
  }

  /** Gives a pod an address on its node; none while its network is not there. */
  Optional<String> address(PodFact pod) {
    NodeFact node = truth.node(pod.nodeName()).orElse(null);
    if (node == null) {
      return Optional.empty();
    }
    if (pod.spec().hostNetwork()) {
      return node.status().addresses().stream().findFirst();
    }
    return range(node).map(r -> nth(r, given.merge(r.toString(), 1, Integer::sum)));
  }

  /** The range that pods on a node get addresses from; none while no agent is ready there. */
  Optional<Cidr> range(NodeFact node) {
    HostFact host = truth.world().platform().hosts().get(node.name());
    boolean calicoFirst = host == null ? ready(CALICO, node.name()) : host.calicoConfigured();
    if (calicoFirst) {
      return ready(CALICO, node.name()) ? Optional.of(blocks.of(node.name())) : Optional.empty();
    }
    return ready(FLANNEL, node.name()) ? node.podCidr() : Optional.empty();
  }

  /** Flannel's agent becomes ready only where the Node has a pod CIDR, and nothing is broken. */
  boolean agentWorks(PodFact pod, NodeFact node) {
    boolean flannel = pod.controller().filter(o -> o.name().equals(FLANNEL)).isPresent();
    return !flannel || (node.podCidr().isPresent() && !withoutFlannel.contains(node.name()));
  }

  /** From now on Flannel's agent never becomes ready on this node. */
  public void breakFlannel(String node) {
    withoutFlannel.add(node);
  }

  /** From now on the bridge's agent on this node never answers. */
  public void silence(String node) {
    silent.add(node);
  }

  /** From now on no kubelet can pull the image of this DaemonSet's pods. */
  public void unpullable(String daemonSet, String image) {
    unpulled.put(daemonSet, image);
  }

  /** From now on every image can be pulled. */
  public void pullable() {
    unpulled.clear();
  }

  /** An image that a pod's kubelet cannot pull; empty if there is none. */
  String unpulled(PodFact pod) {
    return pod.controller().map(o -> unpulled.getOrDefault(o.name(), "")).orElse("");
  }

  /** Calico gives a node one more block. */
  public Cidr giveBlock(String node) {
    Cidr block = blocks.more(node);
    sumUp();
    return block;
  }

  /**
   * Agents report: nodes whose network is there are told so, Flannel's how they are reached and
   * what to give addresses from, and the whole is summed up.
   */
  void reconcile() {
    for (NodeFact node : truth.world().nodes().values()) {
      if (ready(CALICO, node.name())) {
        blocks.of(node.name());
      }
      if (ready(FLANNEL, node.name()) && node.podCidr().isPresent()) {
        lease(node, node.podCidr().get());
      }
    }
    for (NodeFact node : truth.world().nodes().values()) {
      if (node.status().networkUnavailable() && agentReady(node)) {
        truth.change(
            new Change.NodeSeen(
                NodeEdits.network(
                    node,
                    ready(CALICO, node.name())
                        ? NodeFact.PodNetwork.CALICO
                        : NodeFact.PodNetwork.FLANNEL)));
      }
    }
    blocks.releaseAllBut(truth.world().nodes().keySet());
    sumUp();
  }

  private void lease(NodeFact node, Cidr range) {
    if (node.flannelLease().isEmpty()) {
      truth.change(new Change.NodeSeen(NodeEdits.leased(node)));
    }
    HostFact host = truth.world().platform().hosts().get(node.name());
    if (host != null && !range.equals(host.machine().flannelSubnet())) {
      truth.change(new Change.HostSeen(HostEdits.flannelSubnet(host, range)));
    }
  }

  /** Either agent tells its Node so once it works there. */
  private boolean agentReady(NodeFact node) {
    return ready(CALICO, node.name())
        || (ready(FLANNEL, node.name()) && node.podCidr().isPresent());
  }

  private void sumUp() {
    FabricsFact f = truth.world().fabrics();
    CalicoFact calico =
        new CalicoFact(
            f.calico().installation(),
            f.calico().fenced(),
            f.calico().pools(),
            blocks.all(),
            nodes(CALICO, true),
            nodes(CALICO, false));
    FlannelFact flannel = f.flannel().on(readyWithCidr(), nodes(FLANNEL, false));
    truth.change(new Change.FabricsSeen(f.with(calico).with(flannel).with(bridge(f.bridge()))));
  }

  /** Its agents do at once what they are told, and say so where their kubelet serves logs. */
  private BridgeFact bridge(BridgeFact b) {
    SortedSet<String> agents = nodes(BRIDGE, true);
    SortedMap<String, String> unread = new TreeMap<>();
    SortedSet<String> alone = nativelyReachable();
    heard.keySet().retainAll(agents);
    for (String node : agents) {
      String why = servers.unread(node);
      if (why.isEmpty()) {
        heard.put(node, report(b, alone.contains(node)));
      } else {
        unread.put(node, why);
      }
    }
    SortedSet<String> answering = new TreeSet<>(agents);
    answering.retainAll(b.map().peers().keySet());
    answering.removeAll(silent);
    return b.heard(heard, answering).unread(unread);
  }

  private static AgentReport report(BridgeFact b, boolean alone) {
    return new AgentReport(
        b.map().generation(), b.pins().generation(), true, new TreeSet<>(), alone);
  }

  /** Once all nodes are on one network, each reaches all others by itself. */
  private SortedSet<String> nativelyReachable() {
    SortedSet<String> ready = readyWithCidr();
    boolean all =
        truth.world().nodes().values().stream()
            .allMatch(n -> n.fabric() == Fabric.FLANNEL && ready.contains(n.name()));
    return all ? ready : new TreeSet<>();
  }

  private SortedSet<String> readyWithCidr() {
    SortedSet<String> nodes = nodes(FLANNEL, true);
    nodes.removeIf(n -> truth.node(n).flatMap(NodeFact::podCidr).isEmpty());
    return nodes;
  }

  private boolean ready(String agent, String node) {
    return truth.world().podsOn(node).stream()
        .anyMatch(p -> isAgent(p, agent) && p.status().ready());
  }

  private SortedSet<String> nodes(String agent, boolean onlyReady) {
    SortedSet<String> nodes = new TreeSet<>();
    for (PodFact pod : truth.world().workloads().pods().all()) {
      if (isAgent(pod, agent)
          && pod.bound()
          && (!onlyReady || pod.status().ready())
          && truth.node(pod.nodeName()).isPresent()) {
        nodes.add(pod.nodeName());
      }
    }
    return nodes;
  }

  private static boolean isAgent(PodFact pod, String agent) {
    return pod.controller()
        .filter(o -> o.kind().equals("DaemonSet") && o.name().equals(agent))
        .isPresent();
  }

  /** An address in a range: the second, the third, and round again. */
  private static String nth(Cidr range, int n) {
    String text = range.toString();
    String base = text.substring(0, text.indexOf('/'));
    int dot = base.lastIndexOf('.');
    int size = 1 << Math.min(8, 32 - range.length());
    int host = Integer.parseInt(base.substring(dot + 1)) + 1 + n % (size - 2);
    return base.substring(0, dot + 1) + host;
  }

  /** Fabrics of nodes that Calico's agents keep off when fenced, as their label says them. */
  public static List<String> fencedOff() {
    return List.of(Names.FABRIC_FLANNEL, Names.FABRIC_CONVERTING);
  }
}
