package io.restitch.core.testing;

import io.restitch.core.fact.KubeletFact;
import io.restitch.core.fact.KubeletFact.Which;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ServingRequestFact;
import io.restitch.core.fact.ServingRequestFact.Asker;
import io.restitch.core.fact.ServingRequestFact.Wanted;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What kubelets say and ask for in tests. */
public final class Kubelets {
  private static final Map<String, String> SETTINGS =
      Map.of("maxPods", "110", "clusterDomain", "\"cluster.local\"");

  private Kubelets() {}

  /** How every kubelet is set up. */
  public static KubeletFact of(Which which, Instant at) {
    return new KubeletFact(which, new TreeMap<>(SETTINGS), null, at);
  }

  /** How a node's kubelet is set up, asked when the world began. */
  public static KubeletFact of(NodeFact node) {
    return of(Which.of(node), Facts.START);
  }

  /** The same with one more setting, or another value of it. */
  public static KubeletFact with(KubeletFact kubelet, String setting, String value) {
    TreeMap<String, String> settings = new TreeMap<>(kubelet.settings());
    settings.put(setting, value);
    return new KubeletFact(kubelet.which(), settings, null, kubelet.at());
  }

  /** A node's kubelet that did not say how it is set up. */
  public static KubeletFact unread(NodeFact node, Instant at) {
    return new KubeletFact(
        Which.of(node),
        new TreeMap<>(),
        new KubeletFact.Unread("http-404", "it has no /configz (HTTP 404)"),
        at);
  }

  /** A request as a node's kubelet posts it, for its name and this address. */
  public static ServingRequestFact asking(String node, String address) {
    return new ServingRequestFact(
        "csr-" + node,
        "uid-csr-" + node,
        new Asker(
            "system:node:" + node, new TreeSet<>(List.of("system:authenticated", "system:nodes"))),
        new TreeSet<>(List.of("digital signature", "server auth")),
        new Wanted(
            List.of("O=system:nodes", "CN=system:node:" + node),
            List.of(node),
            List.of(address),
            List.of(),
            ""));
  }
}
