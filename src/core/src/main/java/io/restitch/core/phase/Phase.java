package io.restitch.core.phase;

import io.restitch.core.condition.PhaseName;

/**
 * One phase of a migration. A phase only looks and answers; it remembers nothing.
 *
 * <p>{@link #forward} is asked until it holds, and as long as the phase has to stay true. {@link
 * #backward} is asked during a rollback until it holds.
 */
public interface Phase {
  /** Its name. */
  PhaseName name();

  /** What is to be done so that this phase becomes, or stays, true. */
  Step forward(View view);

  /** What is to be done so that this phase's effects are gone. */
  Step backward(View view);
}
