package io.restitch.core.check;

import io.restitch.core.Names;
import io.restitch.core.bridge.LinkRange;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Settings;
import io.restitch.core.verdict.Verdict;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The new ranges are free, and large enough. */
final class Ranges implements Check {
  @Override
  public List<Verdict> look(Subject subject) {
    List<Verdict> found = new ArrayList<>();
    Settings.Network network = subject.settings().network();
    overlaps(subject, "network.podCidr", network.podCidr(), found);
    overlaps(subject, "network.linkRange", network.linkRange(), found);
    if (network.podCidr().overlaps(network.linkRange())) {
      found.add(taken("network.linkRange", network.linkRange(), "network.podCidr"));
    }
    services(subject, found);
    size(subject, found);
    links(subject, found);
    dualStack(subject, found);
    if (found.isEmpty()) {
      found.add(Check.ok("ranges", "network", network.podCidr() + " is free, and large enough"));
    }
    return found;
  }

  private static void overlaps(Subject subject, String field, Cidr range, List<Verdict> found) {
    var world = subject.world();
    world
        .cluster()
        .ifPresent(cluster ->
            cluster.serviceRanges().stream()
                .filter(range::overlaps)
                .forEach(c -> found.add(taken(field, range, "Services (" + c + ")"))));
    world.fabrics().calico().pools().stream()
        .filter(range::overlaps)
        .forEach(c -> found.add(taken(field, range, "Calico's pool " + c)));
    world
        .fabrics()
        .calico()
        .blocks()
        .forEach((node, blocks) ->
            blocks.stream()
                .filter(range::overlaps)
                .filter(b -> world.fabrics().calico().pools().stream().noneMatch(range::overlaps))
                .forEach(
                    b -> found.add(taken(field, range, "Calico's block " + b + " of " + node))));
    List<String> machines = new ArrayList<>();
    List<String> nodes = new ArrayList<>();
    for (NodeFact node : world.nodes().values()) {
      node.status().addresses().stream()
          .map(Cidr::parse)
          .filter(range::overlaps)
          .limit(1)
          .forEach(a -> machines.add(node.name() + " is " + a));
      node.spec().podCidrs().stream()
          .filter(range::overlaps)
          .filter(c -> !node.labels().containsKey(Names.FABRIC))
          .forEach(c -> nodes.add("node " + node.name() + " (pod CIDR " + c + ")"));
    }
    if (!machines.isEmpty()) {
      found.add(taken(field, range, "the machine network (" + Subject.few(machines) + ")"));
    }
    if (!nodes.isEmpty()) {
      found.add(taken(field, range, Subject.few(nodes)));
    }
  }

  /** One Service's address proves nothing about the others'. */
  private static void services(Subject subject, List<Verdict> found) {
    subject
        .world()
        .cluster()
        .filter(c -> c.serviceRanges().stream().allMatch(r -> r.length() == (r.v6() ? 128 : 32)))
        .ifPresent(c ->
            found.add(
                Check.warn(
                    "service-range-unknown",
                    "Services",
                    "their range is not known, only " + c.serviceRanges(),
                    "compare network.podCidr with kube-apiserver's --service-cluster-ip-range"
                        + " yourself")));
  }

  private static Verdict taken(String field, Cidr range, String owner) {
    return Check.block(
        "range-overlap",
        field,
        range + " overlaps " + owner,
        "choose another range for " + field + ", one that nothing in your network uses");
  }

  private static void size(Subject subject, List<Verdict> found) {
    Settings.Network network = subject.settings().network();
    int needed = subject.world().nodes().size() + spare(subject);
    BigInteger offered = network.podCidr().count(network.nodeMask());
    if (offered.compareTo(BigInteger.valueOf(needed)) < 0) {
      int bits = 32 - Integer.numberOfLeadingZeros(Math.max(1, needed - 1));
      found.add(
          Check.block(
              "range-too-small",
              "network.podCidr",
              "%s holds %s ranges of /%d, and %d are needed: one a node, and some for machines that fail"
                  .formatted(network.podCidr(), offered, network.nodeMask(), needed),
              "choose a /" + (network.nodeMask() - bits) + " or larger, or a longer nodeMask"));
    }
  }

  /**
   * Each node has one, each machine that comes before another goes, and each that failed until it
   * is gone.
   */
  private static void links(Subject subject, List<Verdict> found) {
    int together = Math.min(subject.slots().size(), subject.settings().workers().surge());
    int needed = subject.world().nodes().size() + together + spare(subject);
    if (subject.ours(PhaseName.BRIDGED)) {
      LinkRange.tooSmall(subject.settings().network().linkRange(), needed).ifPresent(found::add);
    }
  }

  /** Every tenth slot, and at least two, may need a second machine, whose range is a fresh one. */
  private static int spare(Subject subject) {
    return Math.max(2, subject.blueWorkers().size() / 10);
  }

  private static void dualStack(Subject subject, List<Verdict> found) {
    subject.world().nodes().values().stream()
        .filter(
            n -> n.spec().podCidrs().size() > 1 || n.spec().podCidrs().stream().anyMatch(Cidr::v6))
        .limit(1)
        .forEach(n ->
            found.add(
                Check.block(
                    "dual-stack",
                    "node " + n.name(),
                    "it has the pod CIDRs " + n.spec().podCidrs(),
                    "restitch moves IPv4 single-stack clusters only")));
  }
}
