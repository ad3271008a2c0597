package io.restitch.core.workers;

import io.restitch.core.action.Action;
import io.restitch.core.decision.Wait;
import java.util.List;

/**
 * How a node that has to go stands.
 *
 * @param stage how far it is
 * @param actions what to do
 * @param waits what is waited for
 */
public record Departure(Stage stage, List<Action> actions, List<Wait> waits) {
  public Departure {
    actions = List.copyOf(actions);
    waits = List.copyOf(waits);
  }

  /** How far a node that has to go is. */
  public enum Stage {
    /** It carries pods, and its turn has not come. */
    SERVING,
    /** It is cordoned; its pods, volumes or Node are on their way. */
    LEAVING,
    /** Its Node is gone, its machine is not. */
    NODE_GONE,
    /** Its machine is gone too. */
    GONE
  }

  static Departure doing(Stage stage, Action action) {
    return new Departure(stage, List.of(action), List.of());
  }

  static Departure waiting(Stage stage, Wait wait) {
    return new Departure(stage, List.of(), List.of(wait));
  }
}
