package io.restitch.core.workers;

import io.restitch.core.action.Action;
import io.restitch.core.action.FabricAction.Unpin;
import io.restitch.core.bridge.BridgePins.Pin;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.decision.Wait;
import io.restitch.core.phase.BridgeAgents;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Source;
import java.util.List;
import java.util.Optional;

/** Machines whose ranges all nodes send over the bridge while they change or go. */
public final class Pins {
  private Pins() {}

  /** Whether there is a bridge of ours to pin a machine to, and this one is not pinned. */
  public static boolean missing(View view, String node) {
    return BridgeAgents.bridged(view) && pin(view, node).isEmpty();
  }

  /** Whether a machine is pinned to a bridge of ours. */
  public static boolean holds(View view, String node) {
    return BridgeAgents.bridged(view) && pin(view, node).isPresent();
  }

  /** A wait, as long as somebody who has to know of a machine's pin has not said so. */
  public static Optional<Wait> unreported(View view, String node) {
    Pin pin = BridgeAgents.bridged(view) ? pin(view, node).orElse(null) : null;
    if (pin == null) {
      return Optional.empty();
    }
    List<String> unheard =
        BridgeAgents.unheard(
            view,
            n -> pin.who() == Who.EVERYONE || n.equals(node),
            said -> said.pins() >= pin.since());
    return unheard.isEmpty()
        ? Optional.empty()
        : Optional.of(
            BridgeAgents.awaited(
                view.world(), "pin-known", "node " + node, "it is pinned", unheard));
  }

  /** What unpins machines that are gone, once the cloud was looked at. */
  public static List<Action> forgotten(View view) {
    return BridgeAgents.bridged(view) && Looks.ever(view.world())
        ? view.world().fabrics().bridge().pins().all().keySet().stream()
            .filter(n -> view.world().node(n).isEmpty() && !machineStays(view, n))
            .<Action>map(Unpin::new)
            .toList()
        : List.of();
  }

  /** Whether the machine of a node that is gone is not known to be gone, too. */
  public static boolean machineStays(View view, String name) {
    boolean controlPlane =
        view.plan().conversions().stream().anyMatch(c -> c.nodeName().equals(name));
    boolean made =
        view.world().platform().machines().values().stream().anyMatch(m -> m.name().equals(name));
    boolean retiring =
        view.plan()
            .slotOf(name)
            .flatMap(
                slot -> slot.replaces().stream().filter(s -> s.nodeName().equals(name)).findFirst())
            .map(Source::machineId)
            .filter(id -> !view.world().platform().seenGone(id))
            .isPresent();
    return controlPlane || made || retiring;
  }

  private static Optional<Pin> pin(View view, String node) {
    return view.world().fabrics().bridge().pins().of(node);
  }
}
