package io.restitch.core.phase;

import io.restitch.core.action.Action;
import io.restitch.core.decision.Wait;
import java.util.List;

/**
 * What a phase says: whether it holds, and if not, what to do and what to wait for.
 *
 * @param holds whether the phase is true (or, going backward, undone)
 * @param evidence why it holds, or what is missing
 * @param actions what should be under way now, whether or not it already is
 * @param waits what is waited for
 */
public record Step(boolean holds, String evidence, List<Action> actions, List<Wait> waits) {
  public Step {
    actions = List.copyOf(actions);
    waits = List.copyOf(waits);
  }

  /** The phase is true. */
  public static Step done(String evidence) {
    return new Step(true, evidence, List.of(), List.of());
  }

  /** The phase is not true yet. */
  public static Step todo(
      String missing, List<? extends Action> actions, List<? extends Wait> waits) {
    return new Step(false, missing, List.copyOf(actions), List.copyOf(waits));
  }

  /** The phase is not true yet, and there is nothing to do but wait. */
  public static Step waiting(String missing, List<? extends Wait> waits) {
    return todo(missing, List.of(), waits);
  }

  /** The same, for one thing. */
  public static Step waiting(String missing, Wait wait) {
    return waiting(missing, List.of(wait));
  }
}
