package io.restitch.cli.wiring;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ClusterFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Shapes;
import io.restitch.engine.machine.ProviderMachinePort;
import io.restitch.engine.port.HostPort;
import io.restitch.engine.port.LeasePort;
import io.restitch.engine.port.RecordPort;
import io.restitch.engine.port.StoredMigration;
import io.restitch.engine.port.World;
import io.restitch.host.AttestedHost;
import io.restitch.spi.MachineProvider;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A connection to a cluster through its ports. */
final class LiveSession implements Session {
  private final Ports ports;
  private final Providers providers;
  private final Machines machines;
  private final InstantSource clock;
  private final List<MachineProvider> open = new ArrayList<>();
  private final List<HostPort> reached = new ArrayList<>();
  private @Nullable ClusterFact cluster;

  LiveSession(Ports ports, Providers providers, Machines machines, InstantSource clock) {
    this.ports = ports;
    this.providers = providers;
    this.machines = machines;
    this.clock = clock;
  }

  @Override
  public String name() {
    return ports.name();
  }

  @Override
  public ClusterFact cluster() {
    ClusterFact known = cluster;
    if (known == null) {
      known = ports.cluster().identify();
      cluster = known;
    }
    return known;
  }

  @Override
  public void mayApply() {
    ports.mayApply().run();
  }

  @Override
  public Observed observe() {
    Observed seen = Observed.nothing(clock.instant()).foldAll(ports.cluster().look());
    return seen.cluster().isPresent() ? seen : seen.fold(new Change.ClusterSeen(cluster()));
  }

  @Override
  public Settings pinned(Settings settings) {
    return replacing(settings) ? settings.with(providers.pinned(settings.provider())) : settings;
  }

  @Override
  public Shapes shapes(Settings settings, Observed world) {
    if (!replacing(settings)) {
      return Shapes.NONE;
    }
    List<NodeFact> workers =
        world.nodes().values().stream().filter(n -> !n.controlPlane()).toList();
    return ProviderMachinePort.shapes(opened(settings.provider()), workers);
  }

  @Override
  public Observed observe(Settings settings) {
    Observed seen = observe();
    return Machines.touched(settings)
        ? seen.foldAll(opened(settings, Machines.of(seen)).look())
        : seen;
  }

  @Override
  public World world(Plan plan) {
    Supplier<String> migration =
        () -> ports.record().read().map(StoredMigration::fact).map(RecordFact::id).orElse("");
    return new World(
        ports.cluster(),
        ports.fabric(),
        Machines.touched(plan.settings())
            ? opened(plan.settings(), Machines.of(plan))
            : new AttestedHost(),
        replacing(plan.settings())
            ? new ProviderMachinePort(
                opened(plan.settings().provider()), new Once(migration), create -> "")
            : new NoMachines(),
        ports.record(),
        ports.lease());
  }

  @Override
  public RecordPort record() {
    return ports.record();
  }

  @Override
  public LeasePort lease() {
    return ports.lease();
  }

  @Override
  public void close() {
    open.forEach(MachineProvider::close);
    reached.forEach(HostPort::close);
    ports.close().run();
  }

  private static boolean replacing(Settings settings) {
    return !settings.attested().contains(PhaseName.WORKERS_REPLACED);
  }

  private HostPort opened(Settings settings, SortedMap<String, String> addresses) {
    HostPort opened = machines.open(settings, addresses);
    reached.add(opened);
    return opened;
  }

  private MachineProvider opened(Settings.Provider provider) {
    MachineProvider opened = providers.open(provider);
    open.add(opened);
    return opened;
  }

  /** Asks until there is an answer, and never again. */
  private static final class Once implements Supplier<String> {
    private final Supplier<String> ask;
    private String known = "";

    Once(Supplier<String> ask) {
      this.ask = ask;
    }

    @Override
    public synchronized String get() {
      if (known.isEmpty()) {
        known = ask.get();
      }
      return known;
    }
  }
}
