package io.restitch.engine.port;

import io.restitch.core.fact.RecordFact;
import io.restitch.core.plan.Plan;

/**
 * A migration as the cluster keeps it.
 *
 * @param name the record's name
 * @param plan the approved plan
 * @param fact the rest of it
 */
public record StoredMigration(String name, Plan plan, RecordFact fact) {}
