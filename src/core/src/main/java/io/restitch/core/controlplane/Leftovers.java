package io.restitch.core.controlplane;

import io.restitch.core.decision.Wait;
import io.restitch.core.fact.HostFact;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Conversion;
import io.restitch.core.plan.Direction;
import java.util.List;
import java.util.Optional;

/**
 * What keeps control-plane machines from being as they should be after their conversion, by what
 * they say themselves: one that cannot be looked at, an unfit etcd member, or something left of the
 * pod network that they came from.
 */
public final class Leftovers {
  private Leftovers() {}

  /** One for each thing, in the plan's order; none if all machines are as they should be. */
  public static List<Wait> of(View view, Direction direction) {
    return view.plan().conversions().stream()
        .map(Conversion::nodeName)
        .flatMap(n -> Machines.unfit(view, n).or(() -> left(view, n, direction)).stream())
        .toList();
  }

  /**
   * The same, of pod networks alone. On the way back a machine that cannot be looked at holds
   * nothing: one that was changed was clean before it came back into service.
   */
  static List<Wait> left(View view, Direction direction) {
    return view.plan().conversions().stream()
        .map(Conversion::nodeName)
        .filter(n -> direction == Direction.FORWARD || Machines.unseen(view, n).isEmpty())
        .flatMap(n -> left(view, n, direction).stream())
        .toList();
  }

  private static Optional<Wait> left(View view, String node, Direction direction) {
    HostFact host = view.world().platform().hosts().get(node);
    HostFact.Left left =
        host == null ? HostFact.Residue.UNKNOWN.calico() : Machines.left(view, host, direction);
    String network = direction == Direction.FORWARD ? "Calico" : "Flannel";
    return left.count() == 0
        ? Optional.empty()
        : Optional.of(
            new Wait(
                "network-left",
                "node " + node,
                left.count() < 0
                    ? "what is left of " + network + " on its machine cannot be seen"
                    : "%d things are left of %s on its machine%s"
                        .formatted(left.count(), network, named(left.some())),
                "'restitch render control-plane' writes the script 'scan', which lists them there"));
  }

  private static String named(List<String> some) {
    return some.isEmpty() ? "" : ", such as " + String.join(", ", some);
  }
}
