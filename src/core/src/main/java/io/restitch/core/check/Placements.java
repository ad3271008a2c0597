package io.restitch.core.check;

import io.restitch.core.Names;
import io.restitch.core.fact.LabelSelector;
import io.restitch.core.fact.PodFact;
import io.restitch.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Every pod that moves can be placed on a green node. */
final class Placements implements Check {
  @Override
  public List<Verdict> look(Subject subject) {
    List<String> bound = new ArrayList<>();
    List<String> hostPath = new ArrayList<>();
    for (PodFact pod : subject.moving()) {
      if (wantsHostname(pod)) {
        bound.add(pod.ref().toString());
      }
      if (!pod.spec().storage().hostPath().isEmpty()) {
        hostPath.add(pod.ref().toString());
      }
    }
    List<Verdict> found = new ArrayList<>();
    if (!bound.isEmpty()) {
      found.add(
          Check.block(
              "hostname-bound",
              Subject.pods(bound),
              Subject.few(bound)
                  + ": they ask for a node by its name, and green nodes have other names",
              "let them choose their node by another label"));
    }
    if (!hostPath.isEmpty()) {
      found.add(
          Check.warn(
              "host-path",
              Subject.pods(hostPath),
              Subject.few(hostPath)
                  + ": what they find at their host paths stays on the old machine",
              ""));
    }
    return found;
  }

  private static boolean wantsHostname(PodFact pod) {
    PodFact.Placement placement = pod.spec().placement();
    return placement.nodeSelector().containsKey(Names.HOSTNAME)
        || (!placement.affinity().isEmpty()
            && placement.affinity().stream().allMatch(Placements::namesHost));
  }

  private static boolean namesHost(LabelSelector term) {
    return term.expressions().stream()
        .anyMatch(e -> e.key().equals(Names.HOSTNAME) && e.operator() == LabelSelector.Operator.IN);
  }
}
