package io.restitch.core.workers;

import io.restitch.core.action.Action;
import io.restitch.core.decision.Wait;
import java.util.List;
import java.util.Optional;

/**
 * How a slot's new machine stands.
 *
 * @param stage how far it is
 * @param actions what to do for it
 * @param waits what is waited for
 */
public record Arrival(Stage stage, List<Action> actions, List<Wait> waits) {
  public Arrival {
    actions = List.copyOf(actions);
    waits = List.copyOf(waits);
  }

  /** How far a machine is. */
  public enum Stage {
    /** There is none, and what was left of earlier attempts is gone. */
    ABSENT,
    /** It boots, joins or is made ready. */
    COMING,
    /** It carries pods. */
    IN_SERVICE
  }

  static Arrival inService() {
    return new Arrival(Stage.IN_SERVICE, List.of(), List.of());
  }

  /** It carries pods, and something is still to be done for it. */
  static Arrival inService(Optional<? extends Action> more) {
    return new Arrival(Stage.IN_SERVICE, more.stream().<Action>map(a -> a).toList(), List.of());
  }

  static Arrival absent() {
    return new Arrival(Stage.ABSENT, List.of(), List.of());
  }

  static Arrival doing(Action action) {
    return new Arrival(Stage.COMING, List.of(action), List.of());
  }

  static Arrival waiting(Wait wait) {
    return new Arrival(Stage.COMING, List.of(), List.of(wait));
  }

  /** Whether it carries pods. */
  public boolean serves() {
    return stage == Stage.IN_SERVICE;
  }
}
