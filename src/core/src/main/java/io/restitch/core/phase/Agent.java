package io.restitch.core.phase;

import io.restitch.core.Names;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import java.util.Optional;

/** What restitch runs on nodes: DaemonSets that it installs, one pod on each node. */
public enum Agent {
  /** Of the probes. */
  PROBE(Names.SYSTEM, "restitch-probe"),
  /** Of the bridge. */
  BRIDGE(Names.SYSTEM, "restitch-bridge"),
  /** Of Flannel. */
  FLANNEL("kube-flannel", "kube-flannel-ds");

  private final String namespace;
  private final String daemonSet;

  Agent(String namespace, String daemonSet) {
    this.namespace = namespace;
    this.daemonSet = daemonSet;
  }

  /** Its pod on a node. */
  public Optional<PodFact> on(Observed world, String node) {
    return world.podsOn(node).stream()
        .filter(p -> p.ref().namespace().equals(namespace) && p.ownedBy("DaemonSet"))
        .filter(p -> p.controller().filter(o -> o.name().equals(daemonSet)).isPresent())
        .findFirst();
  }

  /** A wait for it; if it waits for an image itself, one that says so and asks a person. */
  public Wait awaited(Observed world, String code, String node, String reason) {
    String subject = "node " + node;
    return on(world, node)
        .filter(p -> !p.status().unpulled().isEmpty())
        .map(p ->
            new Wait(code, subject, reason + ": " + unpulled(p), "let its machine " + remedy(p)))
        .orElseGet(() -> Wait.of(code, subject, reason));
  }

  /** That the image of a pod cannot be pulled. */
  public static String unpulled(PodFact pod) {
    return "image " + pod.status().unpulled() + " cannot be pulled there";
  }

  /** What a machine needs in order to pull the image of a pod. */
  public static String remedy(PodFact pod) {
    return "pull it (kubectl -n %s describe pod %s says why it does not: name, registry, credentials)"
        .formatted(pod.ref().namespace(), pod.ref().name());
  }
}
