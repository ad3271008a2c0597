package io.restitch.core.workers;

import io.restitch.core.fact.AttemptFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Conversion;
import io.restitch.core.plan.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Hands out pod CIDRs for second and later attempts: pieces of the new range never used before. */
final class PodCidrs {
  private PodCidrs() {}

  /**
   * The lowest piece above all that were ever handed out and overlapping nothing that is known.
   * Never one below: a piece is not used twice, since kube-controller-manager and Flannel's peers
   * may remember it (field: kubernetes#127792).
   */
  static Optional<Cidr> next(View view) {
    List<Cidr> used = new ArrayList<>();
    view.plan().slots().stream().map(Slot::podCidr).forEach(used::add);
    view.plan().conversions().stream().map(Conversion::podCidr).forEach(used::add);
    view.record().notes().attempts().values().stream()
        .map(AttemptFact::podCidr)
        .filter(Objects::nonNull)
        .forEach(used::add);
    view.world().nodes().values().forEach(n -> used.addAll(n.spec().podCidrs()));
    view.world().fabrics().calico().blocks().values().forEach(used::addAll);
    var network = view.plan().settings().network();
    Cidr highest =
        used.stream().filter(network.podCidr()::contains).max(Cidr::compareTo).orElse(null);
    return network
        .podCidr()
        .split(network.nodeMask())
        .filter(c -> highest == null || c.compareTo(highest) > 0)
        .filter(c -> used.stream().noneMatch(c::overlaps))
        .findFirst();
  }
}
