package io.restitch.cli.wiring;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Observed;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Shapes;
import io.restitch.core.planner.Planner;
import io.restitch.engine.event.Events;
import io.restitch.twin.Rehearsal;
import io.restitch.twin.model.Blueprint;
import io.restitch.twin.model.Likeness;
import io.restitch.twin.model.SampleCluster;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The real world. */
public final class LiveWiring implements Wiring {
  private final Providers providers;
  private final Machines machines;
  private final Path directory;
  private final InstantSource clock;

  /** In these surroundings. */
  public LiveWiring(Map<String, String> environment, Path directory, InstantSource clock) {
    this(environment, directory, clock, new MachinesOverSsh(environment, clock));
  }

  /** In these surroundings, with another way to control-plane machines. */
  public LiveWiring(
      Map<String, String> environment, Path directory, InstantSource clock, Machines machines) {
    this.directory = directory;
    this.providers = new Providers(environment);
    this.machines = machines;
    this.clock = clock;
  }

  @Override
  public Session connect(Target target) {
    return new LiveSession(
        KubeConnector.connect(target, clock), providers, machines, directory, clock);
  }

  @Override
  public Plan plan(Observed world, Settings settings, Shapes shapes) {
    return Planner.plan(world, settings, shapes);
  }

  @Override
  public Simulated simulate(
      long seed,
      Settings settings,
      Optional<Start> start,
      @Nullable PhaseName until,
      Events events) {
    Blueprint cluster =
        start.map(s -> Likeness.of(s.world(), s.shapes())).orElseGet(SampleCluster::draw);
    Rehearsal rehearsal = Rehearsal.run(cluster, settings, until, seed, events);
    return new Simulated(rehearsal.plan(), rehearsal.done(), rehearsal.why());
  }
}
