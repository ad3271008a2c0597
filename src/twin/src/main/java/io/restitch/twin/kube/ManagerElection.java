package io.restitch.twin.kube;

import io.restitch.core.fact.Change;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.ManagerLeaseFact;
import io.restitch.twin.time.Chance;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which kube-controller-manager leads. A process that ends does not give its Lease back: it runs
 * out 15 s after it was renewed last, and each that runs tries for it every 2 s (client-go's {@code
 * leaderelection}; defaults of {@code --leader-elect-lease-duration} and {@code -retry-period}).
 */
final class ManagerElection {
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final Truth truth;
  private final Chance chance;

  ManagerElection(Truth truth, Chance chance) {
    this.truth = truth;
    this.chance = chance;
  }

  /** The process on this node ends. */
  void ended(String node) {
    truth
        .world()
        .managerLease()
        .filter(l -> l.heldOn(node))
        .ifPresent(l -> truth.agenda().in(chance.millis(13_000, 17_000), () -> elect(l)));
  }

  private void elect(ManagerLeaseFact old) {
    if (!truth.world().managerLease().equals(Optional.of(old))) {
      return;
    }
    List<ControllerManagerFact> running =
        truth.world().platform().controllerManagers().values().stream()
            .filter(ControllerManagerFact::ready)
            .toList();
    if (running.isEmpty()) {
      truth.agenda().in(RETRY, () -> elect(old));
    } else {
      String node = running.get(chance.between(0, running.size() - 1)).nodeName();
      truth.change(new Change.ManagerLeaseSeen(new ManagerLeaseFact(node, truth.agenda().now())));
    }
  }

  /** The one that acts; without a Lease, the first that runs. */
  Optional<ControllerManagerFact> leader() {
    Optional<ManagerLeaseFact> lease = truth.world().managerLease();
    return truth.world().platform().controllerManagers().values().stream()
        .filter(ControllerManagerFact::ready)
        .filter(m -> lease.isEmpty() || leads(m, lease.get()))
        .findFirst();
  }

  private static boolean leads(ControllerManagerFact manager, ManagerLeaseFact lease) {
    Instant started = manager.started();
    return lease.heldOn(manager.nodeName())
        && started != null
        && !lease.acquired().isBefore(started);
  }
}
