package io.restitch.cli.wiring;

import io.restitch.core.fact.Observed;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Planner;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Shapes;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.event.Events;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** The real world. */
public final class LiveWiring implements Wiring {
  private final Providers providers;
  private final InstantSource clock;

  /** In these surroundings. */
  public LiveWiring(Map<String, String> environment, InstantSource clock) {
    this.providers = new Providers(environment);
    this.clock = clock;
  }

  @Override
  public Session connect(Target target) {
    ClusterConnector connector =
        (wanted, time) -> {
          throw new RestitchException(
              ErrorCode.NO_KUBECONFIG,
              "this build of restitch has no connection to clusters",
              "`restitch demo` needs none");
        };
    return new LiveSession(connector.connect(target, clock), providers, clock);
  }

  @Override
  public Plan plan(Observed world, Settings settings, Shapes shapes) {
    return Planner.plan(world, settings, shapes);
  }

  @Override
  public Simulated simulate(long seed, Settings settings, Optional<Start> start, Events events) {
    throw new RestitchException(
        ErrorCode.NOT_FOUND, "this build of restitch has no twin", "build it with the twin");
  }
}
