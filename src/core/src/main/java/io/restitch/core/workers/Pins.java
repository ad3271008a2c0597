package io.restitch.core.workers;

import io.restitch.core.bridge.AgentReport;
import io.restitch.core.bridge.BridgePins.Pin;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.phase.View;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Machines whose ranges all nodes send over the bridge while they change or go. */
public final class Pins {
  private Pins() {}

  /** Whether there is a bridge of ours to pin a machine to, and this one is not pinned. */
  public static boolean missing(View view, String node) {
    return bridged(view) && pin(view, node).isEmpty();
  }

  /** Whether a machine is pinned to a bridge of ours. */
  public static boolean holds(View view, String node) {
    return bridged(view) && pin(view, node).isPresent();
  }

  /**
   * A wait, as long as somebody who has to know of a machine's pin has not said so. Of a node that
   * is not ready nobody waits for a word: nothing that it sends or gets is in order.
   */
  public static Optional<Wait> unreported(View view, String node) {
    Pin pin = bridged(view) ? pin(view, node).orElse(null) : null;
    if (pin == null) {
      return Optional.empty();
    }
    List<String> unheard =
        view.world().nodes().values().stream()
            .filter(NodeFact::ready)
            .map(NodeFact::name)
            .filter(n -> pin.who() == Who.EVERYONE || n.equals(node))
            .filter(n -> !knows(bridge(view).reports().get(n), pin))
            .toList();
    return unheard.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Wait.of(
                "pin-known",
                "node " + node,
                "%d nodes have not said yet that it is pinned, %s among them"
                    .formatted(unheard.size(), unheard.getFirst())));
  }

  private static boolean knows(@Nullable AgentReport said, Pin pin) {
    return said != null && said.applied() && said.pins() >= pin.since();
  }

  /** Whether there is a bridge of ours at work. */
  static boolean bridged(View view) {
    return !view.attested(PhaseName.BRIDGED)
        && bridge(view).installed()
        && !bridge(view).map().peers().isEmpty();
  }

  private static Optional<Pin> pin(View view, String node) {
    return bridge(view).pins().of(node);
  }

  private static BridgeFact bridge(View view) {
    return view.world().fabrics().bridge();
  }
}
