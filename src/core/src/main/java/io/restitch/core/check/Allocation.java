package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.ClusterFact;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.verdict.Verdict;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * No kube-controller-manager that allocates will see a pod CIDR outside its range. It exits at its
 * next start otherwise, and all controllers with it (NewCIDRRangeAllocator).
 */
final class Allocation implements Check {
  @Override
  public List<Verdict> look(Subject subject) {
    Collection<ControllerManagerFact> all =
        subject.world().platform().controllerManagers().values();
    Optional<ControllerManagerFact> on =
        all.stream().filter(ControllerManagerFact::allocateNodeCidrs).findFirst();
    if (on.isEmpty()) {
      return all.isEmpty()
          ? List.of()
          : List.of(Check.ok("allocation", "kube-controller-manager", "allocates no pod CIDRs"));
    }
    if (subject.ours(PhaseName.IPAM_HELD)) {
      return List.of();
    }
    Cidr planned = subject.settings().network().podCidr();
    Optional<Cidr> range =
        on.get().clusterCidr().or(() -> subject.world().cluster().flatMap(ClusterFact::oldRange));
    if (range.filter(r -> r.contains(planned)).isPresent()) {
      return List.of();
    }
    return List.of(
        Check.block(
            "attestation-contradicted",
            "kube-controller-manager on " + on.get().nodeName(),
            "IpamHeld is attested, but it says --allocate-node-cidrs=true"
                + range.map(r -> " --cluster-cidr=" + r).orElse("")
                + ": with a pod CIDR of "
                + planned
                + " on any Node it exits at its next start, and every controller with it",
            "set --allocate-node-cidrs=false on every control plane, then plan again"));
  }
}
