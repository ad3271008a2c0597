package io.restitch.twin.kube;

import io.restitch.core.Names;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.KubeletFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ServingRequestFact;
import io.restitch.core.fact.ServingRequestFact.Asker;
import io.restitch.core.fact.ServingRequestFact.Wanted;
import io.restitch.twin.time.Chance;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What kubelets serve: how they are set up. Where it is turned on ({@code serverTLSBootstrap}), a
 * kubelet that joins asks for the certificate to serve with, and serves nothing before it is there.
 */
public final class KubeletServers {
  private static final Map<String, String> USUAL =
      Map.of(
          "cgroupDriver", "\"systemd\"",
          "clusterDNS", "[\"10.96.0.10\"]",
          "clusterDomain", "\"cluster.local\"",
          "maxPods", "110");

  private final Truth truth;
  private final Chance chance;
  private final Map<String, String> otherwise = new TreeMap<>();
  private final Set<String> asked = new HashSet<>();
  private final Set<String> served = new HashSet<>();
  private final Set<String> closed = new HashSet<>();
  private boolean bootstraps;

  KubeletServers(Truth truth, Chance chance) {
    this.truth = truth;
    this.chance = chance;
    truth.watch(this::seen);
  }

  /** From now on kubelets that join ask for the certificates to serve with. */
  public void bootstrap() {
    bootstraps = true;
  }

  /** New machines are set up otherwise in this. */
  public void setUpNew(String setting, String value) {
    otherwise.put(setting, value);
  }

  /** From now on the API server does not reach the kubelet on this node. */
  public void close(String node) {
    closed.add(node);
  }

  /** From now on it does. */
  public void open(String node) {
    closed.remove(node);
  }

  /** Why the API server gets no log of a pod on a node; empty if it does. */
  String unread(String node) {
    if (closed.contains(node)) {
      return "connect: connection refused";
    }
    boolean certified =
        !bootstraps
            || truth.node(node).filter(KubeletServers::made).isEmpty()
            || truth.node(node).filter(n -> served.contains(n.uid())).isPresent();
    return certified ? "" : "remote error: tls: internal error";
  }

  /** What a kubelet says of itself. */
  public KubeletFact read(KubeletFact.Which kubelet) {
    KubeletFact.Unread unread =
        truth.node(kubelet.node()).isEmpty()
            ? new KubeletFact.Unread("http-404", "there is no such node")
            : unread(kubelet.node()).isEmpty()
                ? null
                : new KubeletFact.Unread("http-502", unread(kubelet.node()));
    SortedMap<String, String> settings = new TreeMap<>(unread == null ? USUAL : Map.of());
    if (unread == null && truth.node(kubelet.node()).filter(KubeletServers::made).isPresent()) {
      settings.putAll(otherwise);
    }
    return new KubeletFact(kubelet, settings, unread, truth.world().now());
  }

  /** Somebody approves a request. */
  public void approve(String request, String uid) {
    ServingRequestFact open = truth.world().joining().requests().get(request);
    if (open != null && open.uid().equals(uid)) {
      open.nodes().forEach(n -> truth.node(n).ifPresent(node -> served.add(node.uid())));
      truth.change(new Change.ServingRequestGone(request));
    }
  }

  private void seen(Change change) {
    if (bootstraps
        && change instanceof Change.NodeSeen seen
        && made(seen.node())
        && asked.add(seen.node().uid())) {
      truth.agenda().in(chance.millis(500, 5_000), () -> ask(seen.node()));
    }
  }

  private void ask(NodeFact node) {
    String user = ServingRequestFact.user(node.name());
    truth.change(
        new Change.ServingRequestSeen(
            new ServingRequestFact(
                truth.fresh("csr"),
                truth.fresh("uid"),
                new Asker(user, new TreeSet<>(List.of("system:authenticated", "system:nodes"))),
                new TreeSet<>(List.of("digital signature", "server auth")),
                new Wanted(
                    List.of("O=system:nodes", "CN=" + user),
                    List.of(node.name()),
                    node.status().addresses(),
                    List.of(),
                    ""))));
  }

  /** Workers that joined as green, until their labels are taken away at the end. */
  private static boolean made(NodeFact node) {
    return !node.controlPlane() && node.labels().containsKey(Names.FABRIC);
  }
}
