package io.restitch.twin.promise;

import io.restitch.core.fact.Observed;
import io.restitch.core.fact.TouchedFact.Part;

/** Whether somebody else has taken away what restitch put on an object of his. */
final class TakenAway {
  private TakenAway() {}

  static boolean fence(Observed world) {
    return world.fabrics().touched().stream().anyMatch(t -> t.part() == Part.FENCE && !t.stands());
  }
}
