package io.restitch.twin.promise;

import io.restitch.core.fact.Observed;
import io.restitch.core.plan.Plan;
import io.restitch.spi.Machine;
import java.util.Collection;
import java.util.List;

/**
 * What a promise is held against: what is, not what restitch knows of it.
 *
 * @param world the cluster
 * @param machines all machines that are not gone
 * @param plan the approved plan
 */
public record Scene(Observed world, Collection<Machine> machines, Plan plan) {
  public Scene {
    machines = List.copyOf(machines);
  }
}
