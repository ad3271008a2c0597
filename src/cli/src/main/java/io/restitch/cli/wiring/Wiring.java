package io.restitch.cli.wiring;

import io.restitch.core.fact.Observed;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Shapes;
import io.restitch.engine.event.Events;
import java.util.Optional;

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
   * @param events where it tells what happens
   */
  Simulated simulate(long seed, Settings settings, Optional<Start> start, Events events);

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
   * @param done whether every phase became true
   * @param why what it ended with
   */
  record Simulated(Plan plan, boolean done, String why) {}
}
