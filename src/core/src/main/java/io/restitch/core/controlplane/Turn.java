package io.restitch.core.controlplane;

import io.restitch.core.action.Action;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.SavedNode;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Conversion;
import io.restitch.core.plan.Direction;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The control-plane machine whose turn it is, as it is seen.
 *
 * @param view what is seen
 * @param machine the machine, as planned
 * @param direction which way it goes
 */
record Turn(View view, Conversion machine, Direction direction) {

  String node() {
    return machine.nodeName();
  }

  boolean forward() {
    return direction == Direction.FORWARD;
  }

  /** Its Node; null between delete and post. */
  @Nullable NodeFact found() {
    return view.world().nodes().get(node());
  }

  /** What is kept of its Node; null before its delete, and after all is done. */
  @Nullable SavedNode saved() {
    return view.record().notes().saved().get(node());
  }

  /** Its machine, where {@link #unseen} says that it can be seen. */
  HostFact host() {
    return Machines.seen(view, node());
  }

  /** Why nothing may be done on its machine. */
  Optional<Wait> unseen() {
    return Machines.unseen(view, node());
  }

  Step doing(Action action) {
    return Step.todo("converting " + node(), List.of(action), List.of());
  }

  Step waiting(List<Wait> waits) {
    return Step.waiting("converting " + node(), waits);
  }

  /** Waits for what passes by itself. */
  Step waiting(String code, String reason) {
    return waiting(List.of(Wait.of(code, "node " + node(), reason)));
  }

  /** Waits for a person. */
  Step waiting(String code, String reason, String remedy) {
    return waiting(List.of(new Wait(code, "node " + node(), reason, remedy)));
  }
}
