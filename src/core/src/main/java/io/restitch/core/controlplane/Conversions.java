package io.restitch.core.controlplane;

import io.restitch.core.decision.Wait;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Conversion;
import io.restitch.core.plan.Direction;
import java.util.List;
import java.util.Optional;

/**
 * Control planes change one at a time, in the plan's order; none begins unless every etcd member is
 * healthy.
 */
public final class Conversions {
  private Conversions() {}

  /** What is to be done so that every control plane stands on the direction's pod network. */
  public static Step step(View view, Direction direction) {
    Optional<Conversion> next = Converting.next(view, direction);
    if (next.isEmpty()) {
      return Step.done(view.plan().conversions().size() + " control planes converted");
    }
    List<String> unhealthy = Machines.unhealthy(view);
    if (!Machines.changing(view, next.get().nodeName()) && !unhealthy.isEmpty()) {
      return Step.todo(
          "etcd is not healthy",
          List.of(),
          unhealthy.stream()
              .map(n ->
                  new Wait(
                      "etcd-healthy",
                      "node " + n,
                      "its etcd member is not known to be healthy",
                      "bring it back before a control plane is changed"))
              .toList());
    }
    return new Converting(view, next.get(), direction).step();
  }

  /** The rest of the conversion of a machine in change, if there is one: it cannot stay so. */
  public static Optional<Step> finish(View view, Direction direction) {
    return Machines.inChange(view).map(c -> new Converting(view, c, direction).step());
  }
}
