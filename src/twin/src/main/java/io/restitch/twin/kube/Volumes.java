package io.restitch.twin.kube;

import io.restitch.core.Names;
import io.restitch.core.fact.AttachmentFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.PodFact;
import io.restitch.twin.time.Chance;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Volumes that one node at a time can have, in the zone they were made in: attached when a pod that
 * claims one is bound, detached some seconds after it is gone.
 */
final class Volumes {
  private final Truth truth;
  private final Chance chance;
  private final Map<String, String> zones = new TreeMap<>();
  private final Set<String> detaching = new HashSet<>();

  Volumes(Truth truth, Chance chance) {
    this.truth = truth;
    this.chance = chance;
  }

  /** Whether a pod's volumes can come to a node of this zone. */
  boolean allow(PodFact pod, NodeFact node) {
    return pod.spec().storage().claims().stream()
        .map(c -> zones.get(claim(pod, c)))
        .allMatch(z -> z == null || z.equals(node.zone()));
  }

  /** Whether all of a pod's volumes are attached to its node. */
  boolean attached(PodFact pod) {
    return pod.spec().storage().claims().stream()
        .allMatch(c -> {
          AttachmentFact a = truth.world().workloads().attachments().get(volume(claim(pod, c)));
          return a != null && a.nodeName().equals(pod.nodeName());
        });
  }

  /** Attaches and detaches. */
  void reconcile() {
    Set<String> needed = new HashSet<>();
    for (PodFact pod : truth.world().workloads().pods().all()) {
      for (String name : pod.spec().storage().claims()) {
        if (pod.bound() && !pod.terminal()) {
          String claim = claim(pod, name);
          needed.add(volume(claim) + " " + pod.nodeName());
          attach(pod, claim);
        }
      }
    }
    for (AttachmentFact a : truth.world().workloads().attachments().values()) {
      if (!needed.contains(a.name() + " " + a.nodeName()) && detaching.add(a.name())) {
        truth.agenda().in(chance.millis(1000, 6000), () -> detach(a));
      }
    }
  }

  private void attach(PodFact pod, String claim) {
    String volume = volume(claim);
    boolean attached = truth.world().workloads().attachments().containsKey(volume);
    if (!attached && !pod.terminating()) {
      truth.node(pod.nodeName()).ifPresent(n -> zones.putIfAbsent(claim, zone(n)));
      truth.change(
          new Change.AttachmentSeen(new AttachmentFact(volume, pod.nodeName(), volume, claim)));
    }
  }

  private void detach(AttachmentFact a) {
    detaching.remove(a.name());
    boolean claimedHere =
        truth.world().podsOn(a.nodeName()).stream()
            .anyMatch(p ->
                p.spec().storage().claims().stream().anyMatch(c -> claim(p, c).equals(a.claim())));
    if (!claimedHere) {
      truth.change(new Change.AttachmentGone(a.name()));
    }
  }

  private static String zone(NodeFact node) {
    return node.labels().getOrDefault(Names.ZONE, "");
  }

  private static String claim(PodFact pod, String name) {
    return pod.ref().namespace() + "/" + name;
  }

  private static String volume(String claim) {
    return "pv-" + claim.replace('/', '-');
  }
}
