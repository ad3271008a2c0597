package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.AddOnsFact.Multus;
import io.restitch.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Multus finds Flannel's configuration on a green node. It waits for the first configuration there
 * is (multus-cni, pkg/server/config, {@code findMasterPlugin}), but for ever for one that it was
 * given the name of.
 */
final class Multuses implements Check {
  @Override
  public List<Verdict> look(Subject subject) {
    List<Verdict> found = new ArrayList<>();
    for (Multus multus : subject.world().addOns().multus()) {
      if (!multus.keepsOffGreen()) {
        List<Verdict> wrong = wrong(multus);
        found.addAll(wrong.isEmpty() ? List.of(well(multus)) : wrong);
      }
    }
    return found;
  }

  private static List<Verdict> wrong(Multus multus) {
    List<Verdict> found = new ArrayList<>();
    if (!multus.calicoFiles().isEmpty()) {
      found.add(
          Check.later(
              PhaseName.WORKERS_REPLACED,
              "multus-names-calico",
              multus.object(),
              "it is told to take Calico's configuration, which no green node has: "
                  + String.join(", ", multus.calicoFiles()),
              "take that out, so that it takes the first one it finds; or run a copy that names"
                  + " 10-flannel.conflist on nodes with restitch.io/fabric=flannel, and keep this"
                  + " one off them by required node affinity"));
    }
    if (multus.thick() && tooNew(multus.cniVersion())) {
      found.add(
          Check.later(
              PhaseName.WORKERS_REPLACED,
              "multus-cni-version",
              multus.object(),
              "its cniVersion is "
                  + multus.cniVersion()
                  + "; from 0.4.0 on it refuses a default network of an older one, and Flannel's"
                  + " is 0.3.1",
              "set its cniVersion to 0.3.1"));
    }
    return found;
  }

  private static Verdict well(Multus multus) {
    return Check.ok(
        "multus",
        multus.object(),
        "on a new machine it takes Flannel's configuration as soon as it is there");
  }

  /** Whether it is 0.4.0 or later (multus-cni, {@code CheckVersionCompatibility}). */
  private static boolean tooNew(String version) {
    return !version.isEmpty() && !version.matches("0\\.[0-3](\\..*)?");
  }
}
