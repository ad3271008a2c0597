package io.restitch.cli.wiring;

import io.restitch.cli.run.RunDirectory;
import io.restitch.cluster.act.ClusterTraces;
import io.restitch.cluster.objects.CalicoInventory;
import io.restitch.core.action.ClusterAction.ReadKubelet;
import io.restitch.core.action.MachineAction.LookAtMachines;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ClusterFact;
import io.restitch.core.fact.KubeletFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Shapes;
import io.restitch.core.planner.KubeletChoice;
import io.restitch.engine.loop.ProbeRun;
import io.restitch.engine.loop.RangeWatch;
import io.restitch.engine.machine.ProviderMachinePort;
import io.restitch.engine.machine.ProviderSnapshots;
import io.restitch.engine.port.HostPort;
import io.restitch.engine.port.LeasePort;
import io.restitch.engine.port.MachinePort;
import io.restitch.engine.port.RecordPort;
import io.restitch.engine.port.StoredMigration;
import io.restitch.engine.port.World;
import io.restitch.host.AttestedHost;
import io.restitch.host.backup.Content;
import io.restitch.host.backup.Volumes;
import io.restitch.spi.MachineProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A connection to a cluster through its ports. */
final class LiveSession implements Session {
  /** The first snapshot of a large volume takes hours. */
  private static final Duration LONGEST_SNAPSHOT = Duration.ofHours(6);

  private final Ports ports;
  private final Providers providers;
  private final Machines machines;
  private final Path directory;
  private final InstantSource clock;
  private final List<MachineProvider> open = new ArrayList<>();
  private final List<HostPort> reached = new ArrayList<>();
  private @Nullable ClusterFact cluster;

  /**
   * @param directory where restitch runs
   */
  LiveSession(
      Ports ports, Providers providers, Machines machines, Path directory, InstantSource clock) {
    this.directory = directory;
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
  public String server() {
    return ports.server();
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
  public void mayApply(Settings settings) {
    ports.mayApply().accept(settings);
  }

  @Override
  public ClusterTraces traces() {
    return ports.traces();
  }

  @Override
  public SortedMap<String, List<String>> forgetMachines(Settings settings) {
    return Machines.touched(settings)
        ? machines.forget(settings, Machines.of(observe()))
        : new TreeMap<>();
  }

  @Override
  public CalicoInventory.Found calico() {
    return ports.calico().get();
  }

  @Override
  public KubeletChoice kubelets(Observed world) {
    Observed told = world;
    for (NodeFact node : KubeletChoice.asked(world.nodes().values())) {
      told = told.foldAll(ports.cluster().perform(new ReadKubelet(KubeletFact.Which.of(node))));
    }
    return KubeletChoice.of(
        world.nodes().values(),
        ports.joiningKubelets().get(),
        List.copyOf(told.joining().kubelets().values()));
  }

  @Override
  public Content calicoCopy() {
    return ports.objects();
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
    return ProviderMachinePort.shapes(opened(settings.provider()), world.nodes().values());
  }

  @Override
  public Observed observe(Settings settings) {
    Observed seen = observe();
    return Machines.touched(settings)
        ? seen.foldAll(
            opened(settings, Machines.of(seen), keepsakes(directory, noVolumes())).look())
        : seen;
  }

  @Override
  public List<Change> machines(Settings settings, String migration) {
    return replacing(settings)
        ? port(opened(settings.provider()), settings, () -> migration)
            .perform(new LookAtMachines(new TreeSet<>()))
        : List.of();
  }

  private MachinePort port(
      MachineProvider provider, Settings settings, Supplier<String> migration) {
    return new ProviderMachinePort(
        provider, migration, machine -> ports.userData().apply(settings.workers().join(), machine));
  }

  @Override
  public World world(Plan plan, Path run) {
    Supplier<String> migration =
        () -> ports.record().read().map(StoredMigration::fact).map(RecordFact::id).orElse("");
    MachinePort machinePort = new NoMachines();
    Volumes volumes = noVolumes();
    if (replacing(plan.settings())) {
      MachineProvider provider = opened(plan.settings().provider());
      machinePort = port(provider, plan.settings(), new Once(migration));
      volumes = volumes(provider, plan);
    }
    return new World(
        ports.cluster(),
        ports.fabric(),
        Machines.touched(plan.settings())
            ? opened(plan.settings(), Machines.of(plan, observe()), keepsakes(run, volumes))
            : new AttestedHost(),
        machinePort,
        ports.record(),
        ports.lease());
  }

  @Override
  public ProbeRun probing(String holder, Consumer<String> told) {
    return new ProbeRun(ports.cluster(), ports.fabric(), ports.lease(), clock, holder, told);
  }

  @Override
  public RangeWatch ranges(String holder, Consumer<String> told) {
    return new RangeWatch(ports.cluster(), ports.fabric(), ports.lease(), clock, holder, told);
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

  private Keepsakes keepsakes(Path run, Volumes volumes) {
    return new Keepsakes(
        cluster().id(),
        ports.objects(),
        volumes,
        run.resolve(RunDirectory.BACKUPS),
        RunDirectory.backups(directory));
  }

  private Volumes volumes(MachineProvider provider, Plan plan) {
    Map<String, String> ids = new TreeMap<>();
    plan.conversions().stream()
        .filter(c -> !c.machineId().isEmpty())
        .forEach(c -> ids.put(c.nodeName(), c.machineId()));
    return new Volumes(
        new ProviderSnapshots(provider, clock, Thread::sleep, LONGEST_SNAPSHOT), ids, clock);
  }

  private Volumes noVolumes() {
    return new Volumes(null, Map.of(), clock);
  }

  private HostPort opened(
      Settings settings, SortedMap<String, String> addresses, Keepsakes keepsakes) {
    HostPort opened = machines.open(settings, addresses, keepsakes);
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
