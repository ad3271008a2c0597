package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is waived where the operator gives his word for a phase. */
final class Attestations implements Check {
  private static final Map<PhaseName, String> WAIVED =
      Map.ofEntries(
          Map.entry(
              PhaseName.NETWORK_PROBED,
              "whether UDP 8472 and full frames pass between the nodes is not tried"),
          Map.entry(
              PhaseName.BACKED_UP,
              "restitch takes no backup, and none can be restored from its report"),
          Map.entry(PhaseName.IPAM_HELD, "restitch does not watch that allocation stays off"),
          Map.entry(
              PhaseName.CALICO_FENCED, "restitch does not watch that Calico keeps off green nodes"),
          Map.entry(
              PhaseName.FLANNEL_INSTALLED,
              "a green node counts as ready when NetworkUnavailable is false"),
          Map.entry(
              PhaseName.BRIDGED,
              "green nodes are not probed over a bridge, and no machine is pinned"),
          Map.entry(PhaseName.WORKERS_REPLACED, "restitch replaces no worker"),
          Map.entry(PhaseName.CONTROL_PLANE_CONVERTED, "restitch converts no control plane"),
          Map.entry(PhaseName.IPAM_RETURNED, "restitch does not turn allocation on again"),
          Map.entry(PhaseName.CALICO_REMOVED, "restitch removes nothing of Calico"),
          Map.entry(
              PhaseName.UNBRIDGED,
              "restitch removes no bridge, and no label of its own: Flannel, the second kube-proxy and"
                  + " a copy of Multus keep to nodes that carry it"));

  @Override
  public List<Verdict> look(Subject subject) {
    List<Verdict> found = new ArrayList<>();
    for (PhaseName phase : PhaseName.values()) {
      if (subject.settings().attested().contains(phase)) {
        found.add(
            Check.warn(
                "attested",
                phase.condition(),
                "by your word, not seen: "
                    + WAIVED.getOrDefault(phase, "restitch does not verify the result"),
                ""));
      }
    }
    return found;
  }
}
