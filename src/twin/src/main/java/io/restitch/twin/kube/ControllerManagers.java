package io.restitch.twin.kube;

import io.restitch.core.fact.Change;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.net.Cidr;
import io.restitch.twin.time.Chance;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * kube-controller-managers, as far as pod CIDRs go: one that allocates gives each Node without a
 * pod CIDR one of its range, and exits at its start when a Node's pod CIDR is outside of it
 * (kubernetes {@code pkg/controller/nodeipam/ipam/range_allocator.go}).
 */
public final class ControllerManagers {
  private final Truth truth;
  private final Chance chance;
  private final ManagerElection election;

  ControllerManagers(Truth truth, Chance chance, ManagerElection election) {
    this.truth = truth;
    this.chance = chance;
    this.election = election;
  }

  /** Ends one, and starts it with these flags; null leaves the range as it was. */
  public void restart(String node, boolean allocate, @Nullable Cidr range) {
    ControllerManagerFact before = truth.world().platform().controllerManagers().get(node);
    Cidr now = range != null || before == null ? range : before.range();
    int mask = before == null ? ControllerManagerFact.DEFAULT_NODE_MASK : before.nodeMask();
    tell(new ControllerManagerFact(node, allocate, now, mask, false, null));
    election.ended(node);
    truth.agenda().in(chance.millis(8_000, 14_000), () -> start(node));
  }

  private void start(String node) {
    ControllerManagerFact found = truth.world().platform().controllerManagers().get(node);
    if (found == null || found.ready()) {
      return;
    }
    if (found.allocateNodeCidrs() && outside(found)) {
      truth.agenda().in(chance.millis(10_000, 40_000), () -> start(node));
    } else {
      tell(
          new ControllerManagerFact(
              node,
              found.allocateNodeCidrs(),
              found.range(),
              found.nodeMask(),
              true,
              truth.agenda().now()));
    }
  }

  private boolean outside(ControllerManagerFact manager) {
    Cidr range = manager.range();
    return range != null
        && truth.world().nodes().values().stream()
            .flatMap(n -> n.spec().podCidrs().stream())
            .anyMatch(c -> !range.contains(c));
  }

  /** The leader allocates if its flags say so. */
  void reconcile() {
    Optional<ControllerManagerFact> leader = election.leader();
    Cidr range = leader.map(ControllerManagerFact::range).orElse(null);
    if (leader.isPresent() && leader.get().allocateNodeCidrs() && range != null) {
      int mask = leader.get().nodeMask();
      for (NodeFact node : truth.world().nodes().values()) {
        if (node.spec().podCidrs().isEmpty()) {
          free(range, mask).ifPresent(c -> give(node, c));
        }
      }
    }
  }

  private Optional<Cidr> free(Cidr range, int mask) {
    return range
        .split(mask)
        .filter(c ->
            truth.world().nodes().values().stream()
                .flatMap(n -> n.spec().podCidrs().stream())
                .noneMatch(c::overlaps))
        .findFirst();
  }

  private void give(NodeFact node, Cidr cidr) {
    truth.change(new Change.NodeSeen(NodeEdits.podCidrs(node, List.of(cidr))));
  }

  private void tell(ControllerManagerFact manager) {
    truth.change(new Change.ControllerManagerSeen(manager));
  }
}
