package io.restitch.core.phases;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.workers.Backward;
import io.restitch.core.workers.Forward;

/** No blue worker is left; see {@link Forward} and {@link Backward}. */
public final class WorkersReplaced implements Phase {
  @Override
  public PhaseName name() {
    return PhaseName.WORKERS_REPLACED;
  }

  @Override
  public Step forward(View view) {
    return Forward.step(view);
  }

  @Override
  public Step backward(View view) {
    return Backward.step(view);
  }
}
