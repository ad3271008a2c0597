package io.restitch.core.phase;

import io.restitch.core.Names;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.Silences;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What restitch runs on nodes: DaemonSets that it installs, one pod on each node. */
public enum Agent {
  /** Of the probes. */
  PROBE(Names.SYSTEM, "restitch-probe"),
  /** Of the bridge. */
  BRIDGE(Names.SYSTEM, "restitch-bridge"),
  /** Of Flannel. */
  FLANNEL("kube-flannel", "kube-flannel-ds");

  /** After this time of silence a person is asked. */
  public static final Duration PATIENCE = Silences.LONG;

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
    Wait wait = Wait.of(code, "node " + node, reason);
    return imageless(world, wait, node).orElse(wait);
  }

  private Optional<Wait> imageless(Observed world, Wait wait, String node) {
    return on(world, node)
        .filter(p -> !p.status().unpulled().isEmpty())
        .map(p -> wait.told(wait.reason() + ": " + unpulled(p), "let its machine " + remedy(p)));
  }

  /**
   * A wait for a word of its pod on a node, which is the last line of that one's log. Once it has
   * not come for {@link #PATIENCE}, it is told why, and a person is asked.
   *
   * @param wait what is waited for, and of whom
   * @param unread why its log could not be read; empty if it could
   * @param since since when nothing came that helps
   */
  public Wait unspoken(Observed world, Wait wait, String node, String unread, Instant since) {
    Optional<Wait> imageless = imageless(world, wait, node);
    if (imageless.isPresent()) {
      return imageless.get();
    }
    boolean due = !world.now().isBefore(since.plus(PATIENCE));
    if (!due && unread.isEmpty()) {
      return wait;
    }
    Silence silence = Silence.of(this, world, node, unread);
    return wait.told(wait.reason() + ": " + silence.reason(), due ? silence.remedy() : "");
  }

  /** Namespace and name of its DaemonSet. */
  String daemonSet() {
    return namespace + "/" + daemonSet;
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
