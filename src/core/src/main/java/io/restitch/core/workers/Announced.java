package io.restitch.core.workers;

import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.Peer;
import io.restitch.core.decision.Wait;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.BridgeAgents;
import io.restitch.core.phase.View;
import java.util.List;
import java.util.Optional;

/**
 * Whether all nodes know which pod ranges a node carries. Pods of a DaemonSet start on a new node
 * whatever its taints, and Services send to them as soon as they are ready: nodes of the other
 * network have to know the way before the first of them has an address.
 */
final class Announced {
  private static final String KNOWN = "range-known";

  private Announced() {}

  /**
   * A wait, as long as somebody has not said that he knows. Of a node that is not ready nobody
   * waits for a word.
   *
   * @param ranges what it is about to carry
   */
  static Optional<Wait> missing(View view, String node, List<Cidr> ranges) {
    if (!BridgeAgents.bridged(view)) {
      return Optional.empty();
    }
    BridgeMap map = view.world().fabrics().bridge().map();
    Peer peer = map.peers().get(node);
    if (peer == null || !peer.ranges().containsAll(ranges)) {
      return Optional.of(
          Wait.of(
              "range-told", "node " + node, "the bridge's map does not have its pod range yet"));
    }
    List<String> unheard =
        BridgeAgents.unheard(view, n -> !n.equals(node), said -> said.map() >= peer.since());
    return unheard.isEmpty()
        ? Optional.empty()
        : Optional.of(
            BridgeAgents.awaited(
                view.world(), KNOWN, "node " + node, "they know the way to its pods", unheard));
  }

  /** Whether a machine is held back for others who say nothing: another one would be no better. */
  static boolean holds(Arrival arrival) {
    return arrival.waits().stream().anyMatch(w -> w.code().equals(KNOWN));
  }
}
