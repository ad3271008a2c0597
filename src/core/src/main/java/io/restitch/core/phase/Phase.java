package io.restitch.core.phase;

import io.restitch.core.condition.PhaseName;
import java.util.Objects;
import java.util.Optional;

/**
 * One phase of a migration. A phase only looks and answers; it remembers nothing.
 *
 * <p>{@link #forward} is asked until it holds, and as long as the phase has to stay true. {@link
 * #backward} is asked during a rollback until it holds.
 */
public interface Phase {
  /** Its name. */
  PhaseName name();

  /** What has to be so before this phase starts; nothing if it may. */
  default Optional<Step> gate(View view) {
    Objects.requireNonNull(view);
    return Optional.empty();
  }

  /** What is to be done so that this phase becomes, or stays, true. */
  Step forward(View view);

  /** What is to be done so that this phase's effects are gone. */
  Step backward(View view);
}
