package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.ClusterFact;
import io.restitch.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every phase can be brought about here, or the operator gives his word for it. */
final class Hands implements Check {
  private static final Map<PhaseName, String> WAIVED =
      Map.of(
          PhaseName.BACKED_UP, "restitch takes no backup, and none can be restored from its report",
          PhaseName.IPAM_HELD, "restitch does not watch that allocation stays off",
          PhaseName.CALICO_FENCED, "restitch does not watch that Calico keeps off green nodes",
          PhaseName.FLANNEL_INSTALLED,
              "a green node counts as ready when NetworkUnavailable is false",
          PhaseName.BRIDGED, "green nodes are not probed over a bridge, and no machine is pinned",
          PhaseName.WORKERS_REPLACED, "restitch replaces no worker",
          PhaseName.CONTROL_PLANE_CONVERTED, "restitch converts no control plane",
          PhaseName.IPAM_RETURNED, "restitch does not turn allocation on again",
          PhaseName.CALICO_REMOVED, "restitch removes nothing of Calico",
          PhaseName.UNBRIDGED,
              "restitch removes no bridge, and no label of its own: Flannel and the second kube-proxy"
                  + " keep to nodes that carry it");

  @Override
  public List<Verdict> look(Subject subject) {
    Optional<ClusterFact> cluster = subject.world().cluster();
    List<Verdict> found = new ArrayList<>();
    List<PhaseName> later = new ArrayList<>();
    for (PhaseName phase : PhaseName.values()) {
      if (subject.settings().attested().contains(phase)) {
        found.add(
            Check.warn(
                "attested",
                phase.condition(),
                "by your word, not seen: "
                    + WAIVED.getOrDefault(phase, "restitch does not verify the result"),
                ""));
      } else if (cluster.isPresent() && !cluster.get().handled().contains(phase)) {
        if (PhaseName.WORKERS_REPLACED.before(phase)) {
          later.add(phase);
        } else {
          found.add(missing(phase));
        }
      }
    }
    if (!later.isEmpty()) {
      found.add(missing(later));
    }
    return found;
  }

  private static Verdict missing(PhaseName phase) {
    return Check.block(
        "hands-missing",
        phase.condition(),
        "this release cannot bring it about on this cluster",
        "bring it about yourself, and attest it: --attest " + phase);
  }

  /** What comes after the workers does not keep them from being replaced. */
  private static Verdict missing(List<PhaseName> later) {
    String names = later.stream().map(PhaseName::condition).collect(Collectors.joining(","));
    PhaseName first = later.getFirst();
    return Check.later(
        first,
        "hands-missing-later",
        names.replace(",", ", "),
        "this release cannot bring "
            + (later.size() == 1 ? "it" : "them")
            + " about on this cluster",
        "end before with --until "
            + first.previous().orElseThrow()
            + ", or do it yourself and attest: --attest "
            + names);
  }
}
