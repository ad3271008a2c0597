package io.restitch.core.workers;

import io.restitch.core.bridge.BridgePins.Pin;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.decision.Wait;
import io.restitch.core.phase.View;
import java.util.List;
import java.util.Optional;

/** Machines whose ranges all nodes send over the bridge while they change or go. */
public final class Pins {
  private Pins() {}

  /** Whether there is a bridge of ours to pin a machine to, and this one is not pinned. */
  public static boolean missing(View view, String node) {
    return Unheard.bridged(view) && pin(view, node).isEmpty();
  }

  /** Whether a machine is pinned to a bridge of ours. */
  public static boolean holds(View view, String node) {
    return Unheard.bridged(view) && pin(view, node).isPresent();
  }

  /** A wait, as long as somebody who has to know of a machine's pin has not said so. */
  public static Optional<Wait> unreported(View view, String node) {
    Pin pin = Unheard.bridged(view) ? pin(view, node).orElse(null) : null;
    if (pin == null) {
      return Optional.empty();
    }
    List<String> unheard =
        Unheard.of(
            view,
            n -> pin.who() == Who.EVERYONE || n.equals(node),
            said -> said.pins() >= pin.since());
    return unheard.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Wait.of(
                "pin-known",
                "node " + node,
                "%d nodes have not said yet that it is pinned, %s among them"
                    .formatted(unheard.size(), unheard.getFirst())));
  }

  private static Optional<Pin> pin(View view, String node) {
    return view.world().fabrics().bridge().pins().of(node);
  }
}
