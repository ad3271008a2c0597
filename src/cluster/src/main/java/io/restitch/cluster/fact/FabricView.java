package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.restitch.core.Names;
import io.restitch.core.bridge.AgentReport;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.CalicoFact.Installation;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.fact.Openness;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.TouchedFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.probe.ProbeReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Both pod networks, put together from DaemonSets, agents' pods, IPPools and BlockAffinities. Not
 * thread-safe: fed and asked by the one thread that delivers changes.
 */
public final class FabricView {
  private static final String FLANNEL = "kube-flannel/kube-flannel-ds";

  /** Agents of a pod network: on which node, and whether ready. */
  private record Agent(Agents kind, String node, boolean ready) {}

  private record Block(String node, Cidr range) {}

  private final Map<String, Agent> agents = new HashMap<>();
  private final Map<String, Agents> daemonSets = new TreeMap<>();
  private final Map<String, Boolean> fences = new TreeMap<>();
  private final Map<String, Boolean> restrictions = new TreeMap<>();
  private final Map<String, Boolean> rolledOut = new TreeMap<>();
  private final Map<String, Cidr> pools = new TreeMap<>();
  private final Map<String, Block> blocks = new TreeMap<>();
  private final Map<String, String> installedAs = new TreeMap<>();
  private final Map<String, CalicoFact.Setup> setups = new TreeMap<>();
  private final KubeProxies kubeProxies = new KubeProxies();
  private final ConfiguredRange configured = new ConfiguredRange();
  private final BridgeView bridge = new BridgeView();
  private final TouchedObjects touched = new TouchedObjects();
  private final ProbesView probes = new ProbesView();
  private final MultusView multus;
  private @Nullable FabricsFact last;

  public FabricView() {
    this(new MultusView());
  }

  /**
   * @param multus fed by whoever feeds this
   */
  public FabricView(MultusView multus) {
    this.multus = multus;
  }

  /** Takes a Pod. */
  public void pod(PodFact pod) {
    bridge.pod(pod);
    probes.pod(pod);
    Agents kind = pod.ownedBy("DaemonSet") ? Agents.of(pod.labels()).orElse(null) : null;
    if (kind == null || !pod.bound() || pod.terminal()) {
      agents.remove(pod.ref().toString());
    } else {
      agents.put(pod.ref().toString(), new Agent(kind, pod.nodeName(), pod.status().ready()));
    }
  }

  /** Forgets a Pod. */
  public void podGone(String ref) {
    bridge.podGone(ref);
    probes.podGone(ref);
    agents.remove(ref);
  }

  /** Takes a DaemonSet. */
  public void daemonSet(String ref, DaemonSet set) {
    PodSpec pod = PodTemplates.pod(set);
    Agents kind = Agents.of(PodTemplates.labels(set)).orElse(null);
    daemonSetGone(ref);
    configured.daemonSet(ref, set);
    bridge.daemonSet(ref, set);
    probes.daemonSet(ref, set);
    kubeProxies.take(ref, set);
    touched.daemonSet(ref, set, kind, pod);
    if (kind != null) {
      daemonSets.put(ref, kind);
      fences.put(ref, Fences.keepsOffGreen(pod));
      restrictions.put(ref, Fences.keepsToGreen(pod));
      rolledOut.put(ref, RollOut.done(set));
      installedAs.put(
          ref,
          Selectors.orEmpty(set.getMetadata().getAnnotations())
              .getOrDefault(Names.INSTALLED_AS, ""));
      if (kind == Agents.CALICO) {
        setups.put(ref, CalicoSetup.of(pod));
      }
      if (kind == Agents.CALICO && operated(set)) {
        daemonSets.put(ref, Agents.CALICO_OPERATED);
      }
    }
  }

  /** Whether Calico's operator makes it, and takes back what others change. */
  static boolean operated(DaemonSet set) {
    return set.getMetadata().getOwnerReferences().stream()
        .anyMatch(o -> o.getApiVersion().startsWith("operator.tigera.io/"));
  }

  /** Forgets a DaemonSet. */
  public void daemonSetGone(String ref) {
    daemonSets.remove(ref);
    fences.remove(ref);
    restrictions.remove(ref);
    rolledOut.remove(ref);
    installedAs.remove(ref);
    setups.remove(ref);
    kubeProxies.gone(ref);
    bridge.daemonSetGone(ref);
    probes.daemonSetGone(ref);
    configured.daemonSetGone(ref);
    touched.daemonSetGone(ref);
  }

  /**
   * Takes an IPPool; ours is the bridge's, and one of another name is not ours, whoever made it.
   */
  public void pool(String ref, GenericKubernetesResource pool) {
    String cidr = pool.get("spec", "cidr");
    if (ref.equals(BridgeView.POOL)) {
      bridge.pool(asMade(pool) ? BridgeFact.Pool.AS_MADE : BridgeFact.Pool.CHANGED);
    } else if (cidr != null) {
      pools.put(ref, Cidr.parse(cidr));
      touched.pool(ref, pool);
    }
  }

  /** Whether Calico gives out no address of it, and its BIRD announces nothing of it. */
  private static boolean asMade(GenericKubernetesResource pool) {
    Object disabled = pool.get("spec", "disabled");
    Object unexported = pool.get("spec", "disableBGPExport");
    return Boolean.TRUE.equals(disabled) && Boolean.TRUE.equals(unexported);
  }

  /** Forgets an IPPool. */
  public void poolGone(String ref) {
    if (ref.equals(BridgeView.POOL)) {
      bridge.pool(BridgeFact.Pool.ABSENT);
    }
    pools.remove(ref);
    touched.poolGone(ref);
  }

  /** Takes an Installation of Calico's operator. */
  public void installation(String name, GenericKubernetesResource installation) {
    touched.installation(name, installation);
  }

  /** Forgets it. */
  public void installationGone(String name) {
    touched.installationGone(name);
  }

  /** Takes a BlockAffinity; only confirmed ones that are not being deleted own their block. */
  public void block(String ref, GenericKubernetesResource affinity) {
    String cidr = affinity.get("spec", "cidr");
    String node = affinity.get("spec", "node");
    Object state = affinity.get("spec", "state");
    Object deleted = affinity.get("spec", "deleted");
    boolean live = "confirmed".equals(state) && !"true".equals(String.valueOf(deleted));
    if (live && cidr != null && node != null) {
      blocks.put(ref, new Block(node, Cidr.parse(cidr)));
    } else {
      blocks.remove(ref);
    }
  }

  /** Forgets a BlockAffinity. */
  public void blockGone(String ref) {
    blocks.remove(ref);
  }

  /** Takes kubeadm's or kube-proxy's ConfigMap. */
  public void configuration(ConfigMap map) {
    configured.take(map);
    touched.configuration(map);
  }

  /** Forgets one of them. */
  public void configurationGone(String name) {
    configured.gone(name);
    touched.configurationGone(name);
  }

  /** Takes what the bridge's agents are told. */
  public void told(ConfigMap map) {
    bridge.told(map);
  }

  /** Forgets it. */
  public void toldGone(String name) {
    bridge.toldGone(name);
  }

  /** Takes what the bridge's agent on a node says. */
  public void heard(String node, AgentReport report) {
    bridge.heard(node, report);
  }

  /** Takes that the log of the bridge's agent on a node cannot be read. */
  public void unread(String node, String why) {
    bridge.unread(node, why);
  }

  /** The bridge's agents that something is waited for from: pods by node. By any thread. */
  public SortedMap<String, String> unheard() {
    return bridge.unheard();
  }

  /** Takes what the probe on a node says. */
  public void heardProbe(String node, ProbeReport report) {
    probes.heard(node, report);
  }

  /** Takes that the log of the probe on a node cannot be read. */
  public void unreadProbe(String node, String why) {
    probes.unread(node, why);
  }

  /** Probes that still have something to say: pods by node. By any thread. */
  public SortedMap<String, String> unheardProbes() {
    return probes.unheard();
  }

  /** The change since this was last asked, if there is one. */
  public Optional<Change> changed() {
    CalicoFact calico = calico();
    FabricsFact now =
        new FabricsFact(
            calico,
            flannel(),
            bridge.now(calico.installation() == Installation.NONE),
            configured.now(),
            probes.now(),
            openness(),
            touched());
    if (Objects.equals(now, last)) {
      return Optional.empty();
    }
    last = now;
    return Optional.of(new Change.FabricsSeen(now));
  }

  private List<TouchedFact> touched() {
    List<TouchedFact> all = new ArrayList<>(touched.now());
    all.addAll(multus.touched());
    return all;
  }

  private CalicoFact calico() {
    Collection<Agents> sets = daemonSets.values();
    Installation installation =
        sets.contains(Agents.CANAL)
            ? Installation.CANAL
            : sets.contains(Agents.CALICO_OPERATED)
                ? Installation.OPERATOR
                : sets.contains(Agents.CALICO) ? Installation.MANIFEST : Installation.NONE;
    List<String> own =
        daemonSets.keySet().stream().filter(ref -> daemonSets.get(ref) != Agents.FLANNEL).toList();
    boolean fenced =
        !own.isEmpty() && own.stream().allMatch(ref -> fences.getOrDefault(ref, false));
    SortedMap<String, List<Cidr>> byNode = new TreeMap<>();
    blocks
        .values()
        .forEach(b -> byNode.computeIfAbsent(b.node(), n -> new ArrayList<>()).add(b.range()));
    byNode.values().forEach(list -> list.sort(null));
    return new CalicoFact(
        installation,
        fenced,
        List.copyOf(pools.values()),
        byNode,
        nodes(Set.of(Agents.CALICO, Agents.CANAL), true),
        nodes(Set.of(Agents.CALICO, Agents.CANAL, Agents.CALICO_DRIVER), false),
        setups.values().stream().findFirst().orElse(CalicoFact.Setup.DEFAULT));
  }

  /** Ours where there is one; a second Flannel of others does not hide it. */
  private Openness openness() {
    List<String> sets =
        daemonSets.keySet().stream().filter(ref -> daemonSets.get(ref) == Agents.FLANNEL).toList();
    boolean restricted = sets.stream().anyMatch(ref -> restrictions.getOrDefault(ref, false));
    if (sets.isEmpty() || restricted || !kubeProxies.open() || multus.remains()) {
      return Openness.RESTRICTED;
    }
    boolean everywhere = sets.stream().allMatch(ref -> rolledOut.getOrDefault(ref, false));
    if (!everywhere || !kubeProxies.everywhere() || !multus.everywhere()) {
      return Openness.SPREADING;
    }
    return kubeProxies.copied() ? Openness.DOUBLED : Openness.OPEN;
  }

  private FlannelFact flannel() {
    List<String> all =
        daemonSets.keySet().stream().filter(ref -> daemonSets.get(ref) == Agents.FLANNEL).toList();
    String spec = installedAs.getOrDefault(FLANNEL, "");
    List<String> meant = spec.isEmpty() ? all : List.of(FLANNEL);
    return new FlannelFact(
        !all.isEmpty(),
        spec,
        kubeProxies.remains() || multus.remains(),
        !meant.isEmpty()
            && meant.stream().allMatch(ref -> restrictions.getOrDefault(ref, false))
            && kubeProxies.shared()
            && multus.shared(),
        nodes(Set.of(Agents.FLANNEL), true),
        nodes(Set.of(Agents.FLANNEL), false));
  }

  private SortedSet<String> nodes(Set<Agents> kinds, boolean onlyReady) {
    SortedSet<String> nodes = new TreeSet<>();
    agents.values().stream()
        .filter(a -> kinds.contains(a.kind()) && (a.ready() || !onlyReady))
        .forEach(a -> nodes.add(a.node()));
    return nodes;
  }
}
