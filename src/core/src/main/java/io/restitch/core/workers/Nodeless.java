package io.restitch.core.workers;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Observed;
import io.restitch.core.phase.View;
import io.restitch.spi.Machine;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Machines that this migration made, that live, and that no Node runs on. */
public final class Nodeless {
  private Nodeless() {}

  /** Those that were seen; none where somebody else replaces workers. */
  public static List<Machine> of(View view) {
    return view.world().platform().machines().values().stream()
        .filter(m -> view.record().id().equals(m.tags().get(Names.MIGRATION)))
        .filter(m -> !carries(view.world(), m))
        .toList();
  }

  private static boolean carries(Observed world, Machine machine) {
    return world.nodes().containsKey(machine.name())
        || world.nodes().values().stream()
            .anyMatch(n -> Identity.of(n, machine) == Identity.PROVED);
  }

  /** The look that shows them, if one is due: the first, and others while there are some. */
  public static Optional<Action> look(View view) {
    boolean none = view.plan().slots().isEmpty() || view.attested(PhaseName.WORKERS_REPLACED);
    return none ? Optional.empty() : Looks.due(view.world(), new TreeSet<>(), !of(view).isEmpty());
  }
}
