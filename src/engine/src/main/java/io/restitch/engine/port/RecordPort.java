package io.restitch.engine.port;

import io.restitch.core.action.RecordAction;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.plan.Plan;
import java.util.Optional;

/**
 * The record in the cluster. Changes of it reach the engine through {@link ClusterPort#watch} as
 * {@link io.restitch.core.fact.Change.RecordSeen}.
 */
public interface RecordPort extends Hand<RecordAction> {

  /**
   * The record and its plan, if there is one.
   *
   * @throws io.restitch.core.problem.RestitchException {@code NEWER_RECORD} if a newer version of
   *     restitch wrote it
   */
  Optional<StoredMigration> read();

  /**
   * Makes the record with this plan, or replaces the plan of a record whose migration has not
   * started or is over.
   *
   * @throws io.restitch.core.problem.RestitchException {@code STALE_PLAN} if a migration with
   *     another plan is under way
   */
  RecordFact approve(Plan plan, String planHash);

  /** Changes what the operator wants. Needs no Lease. */
  RecordFact intend(Intent intent);

  /** Notes that the operator named Calico's removal. */
  RecordFact confirmRemoval();
}
