package io.restitch.core.workers;

import io.restitch.core.bridge.Peer;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.phase.BridgeAgents;
import io.restitch.core.phase.View;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the bridge's agent on a node that comes is heard. Its word is waited for ever after,
 * before any other machine gets its range and before a control plane changes: one that is never
 * heard would hold up everything. It is heard through its kubelet, which serves no logs before it
 * has its certificate.
 */
final class Hearing {
  private static final String HEARD = "agent-heard";

  private Hearing() {}

  /** A wait, as long as it has not said that it knows its own place in the map. */
  static Optional<Wait> missing(View view, NodeFact node) {
    Observed world = view.world();
    Peer self = world.fabrics().bridge().map().peers().get(node.name());
    long known = self == null ? 0 : self.since();
    if (!BridgeAgents.bridged(view)
        || BridgeAgents.said(world, node.name(), said -> said.map() >= known)) {
      return Optional.empty();
    }
    return ServingCertificates.undecided(view, node.name())
        .or(() -> Optional.of(unheard(world, node)));
  }

  private static Wait unheard(Observed world, NodeFact node) {
    Wait wait = Wait.of(HEARD, "node " + node.name(), "the bridge's agent on it is not heard yet");
    Instant ready = node.status().readySince();
    Instant owes = BridgeAgents.since(world, node.name());
    return BridgeAgents.awaited(world, wait, node.name(), owes.isAfter(ready) ? owes : ready);
  }

  /**
   * Whether a machine is held back for that. All else is well with it, and others would be reached
   * no better.
   */
  static boolean holds(Arrival arrival) {
    return arrival.waits().stream()
        .anyMatch(w -> w.code().equals(HEARD) || w.code().equals(ServingCertificates.WAIT));
  }
}
