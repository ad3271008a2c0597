package io.restitch.core.check;

import io.restitch.core.fact.PodFact;
import io.restitch.core.plan.Slot;
import io.restitch.core.plan.Source;
import io.restitch.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * A green node has addresses for the pods of the nodes it stands in for: flannel's host-local IPAM
 * gives out all of the node's range but the network's, the bridge's and the broadcast address.
 */
final class Addresses implements Check {
  private static final int RESERVED = 3;

  @Override
  public List<Verdict> look(Subject subject) {
    int mask = subject.settings().network().nodeMask();
    long addresses = (1L << Math.max(0, 32 - mask)) - RESERVED;
    List<Verdict> found = new ArrayList<>();
    List<String> tight = new ArrayList<>();
    for (Slot slot : subject.slots()) {
      long pods = slot.replaces().stream().mapToLong(s -> pods(subject, s)).sum();
      String names = String.join(", ", slot.replaces().stream().map(Source::nodeName).toList());
      if (pods > addresses) {
        found.add(
            Check.block(
                "addresses-too-few",
                "node " + names,
                "it runs %d pods, and a /%d has %d addresses".formatted(pods, mask, addresses),
                "set network.nodeMask to 24, or another shorter length"));
      } else if (slot.replaces().stream().anyMatch(s -> offers(subject, s) > addresses)) {
        tight.add(names);
      }
    }
    if (!tight.isEmpty()) {
      found.add(
          Check.warn(
              "addresses-tight",
              "network.nodeMask",
              "the kubelets of %s take more pods than a /%d has addresses (%d)"
                  .formatted(Subject.few(tight), mask, addresses),
              "set network.nodeMask to a shorter length, or maxPods of new kubelets to fewer"));
    }
    return found;
  }

  private static long pods(Subject subject, Source source) {
    return subject.world().podsOn(source.nodeName()).stream()
        .filter((PodFact p) -> !p.terminal() && !p.spec().hostNetwork())
        .count();
  }

  private static long offers(Subject subject, Source source) {
    return subject
        .world()
        .node(source.nodeName())
        .map(n -> n.status().allocatable().pods())
        .orElse(0L);
  }
}
