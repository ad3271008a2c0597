package io.restitch.core.workers;

import io.restitch.core.action.Action;
import io.restitch.core.action.MachineAction.CreateMachine;
import io.restitch.core.action.MachineAction.LookAtMachines;
import io.restitch.core.decision.InFlight;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.Platform;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.plan.Slot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** When to look at the cloud again: clouds have no watches, and count their calls. */
public final class Looks {
  /** Ten looks a minute while machines come or go. */
  public static final Duration INTERVAL = Duration.ofSeconds(6);

  private Looks() {}

  /** The look that shows how far the workers are. */
  public static Action first(View view) {
    return new LookAtMachines(Forward.doubted(view));
  }

  /** Whether the cloud was ever looked at. */
  public static boolean ever(Observed world) {
    return world.platform().look().isPresent();
  }

  /**
   * Whether a machine may exist that no look has shown: a creation is under way, or failed, perhaps
   * only its answer, and the cloud has not been looked at since.
   */
  static boolean doubtful(View view) {
    Optional<Platform.Look> last = view.world().platform().look();
    for (Slot slot : view.plan().slots()) {
      for (Direction direction : Direction.values()) {
        CreateMachine creation = Replacement.of(view, slot, direction).creation(view);
        Optional<InFlight.Failure> failure = view.busy().failure(creation);
        if (view.busy().runs(creation)) {
          return true;
        }
        if (failure.isPresent()
            && (last.isEmpty() || last.get().at().isBefore(failure.get().retryAt()))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether there is nothing to do but to look. */
  static boolean only(List<Action> actions) {
    return actions.stream().allMatch(a -> a instanceof LookAtMachines);
  }

  /**
   * A look, if one is due.
   *
   * @param others machines of others whose fate matters
   * @param changing whether machines come or go
   */
  public static Optional<Action> due(Observed world, SortedSet<String> others, boolean changing) {
    Optional<Platform.Look> last = world.platform().look();
    boolean unknown =
        others.stream()
            .anyMatch(id -> world.machine(id).isEmpty() && !world.platform().seenGone(id));
    boolean due =
        last.isEmpty()
            || unknown
            || (changing && !world.now().isBefore(last.get().at().plus(INTERVAL)));
    return due ? Optional.of(new LookAtMachines(others)) : Optional.empty();
  }
}
