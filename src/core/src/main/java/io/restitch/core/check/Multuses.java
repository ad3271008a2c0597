package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.AddOnsFact.Multus;
import io.restitch.core.fact.AddOnsFact.Setting;
import io.restitch.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Multus finds Flannel's configuration on a green node. It waits for the first configuration there
 * is (multus-cni, pkg/server/config, {@code findMasterPlugin}), but for ever for one that it was
 * given the name of; then FlannelInstalled makes a copy of it, if Flannel has a name for each.
 */
final class Multuses implements Check {
  @Override
  public List<Verdict> look(Subject subject) {
    List<Verdict> found = new ArrayList<>();
    for (Multus multus : subject.world().addOns().multus()) {
      if (!multus.keepsOffGreen()) {
        List<Verdict> care = care(subject, multus);
        found.addAll(care.isEmpty() ? List.of(well(multus)) : care);
      }
    }
    return found;
  }

  private static List<Verdict> care(Subject subject, Multus multus) {
    List<Verdict> found = new ArrayList<>();
    if (!multus.unread().isEmpty()) {
      found.add(
          Check.later(
              PhaseName.WORKERS_REPLACED,
              "multus-unread",
              multus.object(),
              "it mounts what this user may not read, and what may name Calico's configuration: "
                  + String.join(", ", multus.unread()),
              "let this user list it, as templates/access/viewer.yaml does for"
                  + " multus-daemon-config"));
    }
    if (!multus.calico().isEmpty()) {
      found.add(named(subject, multus));
    }
    if (multus.refusesFlannel()) {
      found.add(
          Check.later(
              PhaseName.WORKERS_REPLACED,
              "multus-cni-version",
              multus.object(),
              "its CNI version is "
                  + multus.cniVersion()
                  + (multus.thick()
                      ? "; from 0.4.0 on it refuses a default network of an older one"
                      : "; it refuses a default network of another one")
                  + ", and Flannel's is 0.3.1",
              multus.thick()
                  ? "set its cniVersion to 0.3.1"
                  : "take its argument --cni-version away: it has Calico's or Flannel's then"));
    }
    return found;
  }

  private static Verdict named(Subject subject, Multus multus) {
    boolean all = multus.calico().stream().allMatch(Setting::counterpart);
    if (all && subject.ours(PhaseName.FLANNEL_INSTALLED)) {
      return Check.warn(
          "multus-copied",
          multus.object(),
          "it is told to take Calico's configuration ("
              + texts(multus.calico())
              + "): green nodes get a copy of it, with -flannel at the end of its name, that is"
              + " told to take Flannel's; at the end it is told so itself, and the copy goes",
          "before it is next installed from its own source, have that name Flannel's configuration"
              + " (10-flannel.conflist, network cbr0), or none");
    }
    List<Setting> lost = multus.calico().stream().filter(s -> !s.counterpart()).toList();
    return Check.later(
        PhaseName.WORKERS_REPLACED,
        "multus-names-calico",
        multus.object(),
        "it is told to take Calico's configuration, which no green node has: "
            + texts(multus.calico())
            + (lost.isEmpty() ? "" : "; a copy of it cannot be made, for what is there: ")
            + texts(lost),
        "take that out, so that it takes the first one it finds; or run a copy that names"
            + " 10-flannel.conflist on nodes with restitch.io/fabric=flannel, and keep this"
            + " one off them by required node affinity");
  }

  private static String texts(List<Setting> settings) {
    return String.join(", ", settings.stream().map(Setting::text).toList());
  }

  private static Verdict well(Multus multus) {
    return Check.ok(
        "multus",
        multus.object(),
        "on a new machine it takes Flannel's configuration as soon as it is there");
  }
}
