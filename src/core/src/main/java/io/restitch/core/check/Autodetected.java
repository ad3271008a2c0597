package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Autodetection;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Settings;
import io.restitch.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Calico's agents go on to find their machine's own address while a device of ours is there. Canal
 * gives its nodes no address of Calico's.
 */
final class Autodetected implements Check {
  @Override
  public List<Verdict> look(Subject subject) {
    CalicoFact calico = subject.world().fabrics().calico();
    if (!subject.ours(PhaseName.BRIDGED)
        || calico.installation() == CalicoFact.Installation.CANAL) {
      return List.of();
    }
    Settings.Network network = subject.settings().network();
    List<Cidr> routed = new ArrayList<>(calico.pools());
    routed.add(network.podCidr());
    Autodetection how = calico.setup().autodetection();
    Optional<String> taken = how.takes(network.linkRange(), routed);
    if (taken.isPresent()) {
      return List.of(
          Check.block(
              "autodetection-takes-bridge",
              "Calico",
              "IP_AUTODETECTION_METHOD=%s also finds %s, and its nodes would move there"
                  .formatted(how.method(), taken.get()),
              Autodetection.REMEDY));
    }
    return how.known()
        ? List.of()
        : List.of(
            Check.warn(
                "autodetection-unknown",
                "Calico",
                "whether IP_AUTODETECTION_METHOD=%s finds the bridge's device is not known"
                    .formatted(how.method()),
                Autodetection.REMEDY));
  }
}
