package io.restitch.cli.wiring;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Observed;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Shapes;
import io.restitch.engine.event.Events;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What commands need of the rest of the program. */
public interface Wiring {

  /**
   * Connects to a cluster.
   *
   * @throws io.restitch.core.problem.RestitchException {@code NO_KUBECONFIG}, {@code UNREACHABLE},
   *     {@code UNAUTHORIZED}
   */
  Session connect(Target target);

  /** Plans. */
  Plan plan(Observed world, Settings settings, Shapes shapes);

  /**
   * A whole migration in the twin.
   *
   * @param seed decides everything that chance decides
   * @param settings what the operator chooses
   * @param start the cluster it starts from; empty for the sample cluster
   * @param until the last phase that is wanted; null for all
   * @param events where it tells what happens
   */
  Simulated simulate(
      long seed,
      Settings settings,
      Optional<Start> start,
      @Nullable PhaseName until,
      Events events);

  /**
   * A cluster to start from.
   *
   * @param world as it was seen
   * @param shapes what its machines are
   */
  record Start(Observed world, Shapes shapes) {}

  /**
   * How it went.
   *
   * @param plan the plan that was carried out
   * @param done whether every phase that was wanted became true
   * @param why what it ended with
   */
  record Simulated(Plan plan, boolean done, String why) {}
}
