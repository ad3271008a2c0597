package io.restitch.engine.loop;

import io.restitch.core.fact.Change;
import java.util.List;

/** Changes as a run sees them: a record is acted on under the Lease that the run holds. */
public final class Fenced {
  private Fenced() {}

  /**
   * The same changes, records under this fencing generation.
   *
   * @param generation of the Lease that is held
   */
  public static List<Change> under(long generation, List<Change> changes) {
    return changes.stream()
        .map(change ->
            change instanceof Change.RecordSeen seen
                ? new Change.RecordSeen(seen.record().underFence(generation))
                : change)
        .toList();
  }
}
