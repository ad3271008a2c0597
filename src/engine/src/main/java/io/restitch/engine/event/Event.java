package io.restitch.engine.event;

import io.restitch.core.action.Action;
import io.restitch.core.condition.Condition;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Outcome;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Intent;
import io.restitch.core.policy.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Something that happened during a run. None ever holds a secret. */
public sealed interface Event {
  /** When. */
  Instant at();

  /** The run began. */
  record RunStarted(Instant at, String migration, String planHash, long fence, Tally tally)
      implements Event {}

  /**
   * Who enforces policies where and when.
   *
   * @param ledger as the approved plan shows it
   * @param unshown policies that came later, and that nobody enforces on Flannel nodes
   */
  record PoliciesShown(Instant at, Ledger ledger, Set<String> unshown) implements Event {
    public PoliciesShown {
      unshown = Collections.unmodifiableSet(new TreeSet<>(unshown));
    }
  }

  /** An action was started. */
  record ActionStarted(Instant at, Action action) implements Event {}

  /** An action ended well. */
  record ActionDone(Instant at, Action action, Duration took) implements Event {}

  /** An action failed; it is tried again when the failure says, if it is still wanted. */
  record ActionFailed(Instant at, Action action, InFlight.Failure failure) implements Event {}

  /** Something is waited for that was not before. */
  record WaitBegan(Instant at, Wait awaited) implements Event {}

  /** Something is no longer waited for. */
  record WaitEnded(Instant at, Wait awaited, Duration took) implements Event {}

  /** A phase stands differently. */
  record PhaseChanged(Instant at, Condition condition) implements Event {}

  /**
   * The operator wants something else than before; a run forward is the first thing anybody wants.
   */
  record Turned(Instant at, Intent intent) implements Event {}

  /** The picture of the whole changed. */
  record Progress(Instant at, Tally tally) implements Event {}

  /** The run is over. */
  record RunEnded(Instant at, Outcome outcome, String why, List<String> halfDone, Tally tally)
      implements Event {
    public RunEnded {
      halfDone = List.copyOf(halfDone);
    }
  }

  /** Something worth telling that is none of the above. */
  record Note(Instant at, String message) implements Event {}

  /**
   * How far it is.
   *
   * @param blueWorkers workers on the pod network we leave
   * @param greenWorkers workers in service on the one we go to
   * @param slotsDone slots that are done
   * @param slots all slots
   * @param podsMoved evictions that were granted during this run
   * @param putBack evicted pods whose replacement the scheduler put on a node that is to go
   */
  record Tally(
      int blueWorkers, int greenWorkers, int slotsDone, int slots, long podsMoved, long putBack) {}
}
