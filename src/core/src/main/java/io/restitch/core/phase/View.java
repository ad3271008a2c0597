package io.restitch.core.phase;

import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.InFlight;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.plan.Plan;
import java.util.Optional;

/**
 * What a phase looks at.
 *
 * @param world the world
 * @param plan the approved plan
 * @param record the record
 * @param busy what is under way
 */
public record View(Observed world, Plan plan, RecordFact record, InFlight busy) {

  /** Whether the operator gives his word for a phase, so that nothing of it can be seen or done. */
  public boolean attested(PhaseName phase) {
    return plan.attests(phase);
  }

  /** Whether a phase was ever started and is not undone. */
  public boolean started(PhaseName phase) {
    Optional<Condition> condition = record.condition(phase);
    return condition.isPresent() && condition.get().status() != Condition.Status.UNDONE;
  }
}
