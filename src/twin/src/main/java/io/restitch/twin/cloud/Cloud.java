package io.restitch.twin.cloud;

import io.restitch.core.fact.NodeFact;
import io.restitch.spi.Capabilities;
import io.restitch.spi.GroupState;
import io.restitch.spi.GuardAction;
import io.restitch.spi.Machine;
import io.restitch.spi.MachineProvider;
import io.restitch.spi.MachineRequest;
import io.restitch.spi.MachineShape;
import io.restitch.spi.MachineState;
import io.restitch.spi.NodeRef;
import io.restitch.spi.ProviderErrorCode;
import io.restitch.spi.ProviderException;
import io.restitch.spi.Snapshot;
import io.restitch.twin.time.Agenda;
import io.restitch.twin.time.Chance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A cloud: machines boot in half a minute to a minute and a half, tokens are kept for ever, zones
 * can run out of room, and a deleted machine takes some seconds to be gone.
 */
public final class Cloud implements MachineProvider {
  private final Agenda agenda;
  private final Chance chance;
  private final Map<String, Machine> machines = new TreeMap<>();
  private final Map<String, MachineRequest> requests = new TreeMap<>();
  private final Map<String, String> idsByToken = new TreeMap<>();
  private final Map<String, MachineShape> shapes = new TreeMap<>();
  private final Set<String> fullZones = new HashSet<>();
  private final List<Runnable> watchers = new ArrayList<>();
  private int made;

  /** No machines yet. */
  public Cloud(Agenda agenda, Chance chance) {
    this.agenda = agenda;
    this.chance = chance;
  }

  /** A machine that was there before, under a node. */
  public void adopt(NodeFact node, MachineShape shape) {
    shapes.put(node.name(), shape);
    machines.put(
        shape.machineId(),
        new Machine(
            shape.machineId(),
            node.name(),
            "",
            MachineState.RUNNING,
            shape.zone(),
            shape.type(),
            node.spec().providerId(),
            node.status().addresses(),
            Map.of(),
            agenda.now(),
            ""));
  }

  /** Tells when a machine changes its state. */
  public void watch(Runnable watcher) {
    watchers.add(watcher);
  }

  /** A zone has no room for new machines, or has again. */
  public void full(String zone, boolean full) {
    boolean changed = full ? fullZones.add(zone) : fullZones.remove(zone);
    if (changed) {
      tell();
    }
  }

  /** All machines that are not gone. */
  public Collection<Machine> live() {
    return machines.values().stream().filter(m -> m.state().live()).toList();
  }

  /** The machine that runs under this name, if its power is on. */
  public Optional<Machine> running(String name) {
    return machines.values().stream()
        .filter(m -> m.name().equals(name) && m.state() == MachineState.RUNNING)
        .findFirst();
  }

  /** What a machine was made with; none for those that were there before. */
  public Optional<MachineRequest> request(String machineId) {
    return Optional.ofNullable(requests.get(machineId));
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities("twin", "1", true, false, false);
  }

  @Override
  public MachineShape shape(NodeRef node) {
    MachineShape shape = shapes.get(node.name());
    if (shape == null) {
      throw new ProviderException(ProviderErrorCode.NOT_FOUND, "no machine under " + node.name());
    }
    return shape;
  }

  @Override
  public Machine create(MachineRequest request) {
    String known = idsByToken.get(request.token());
    if (known != null) {
      return again(request, known);
    }
    if (machines.values().stream()
        .anyMatch(m -> m.state().live() && m.name().equals(request.name()))) {
      throw new ProviderException(
          ProviderErrorCode.CONFLICT, "another machine has the name " + request.name());
    }
    if (fullZones.contains(request.shape().zone())) {
      throw new ProviderException(
          ProviderErrorCode.CAPACITY, "no room in zone " + request.shape().zone());
    }
    String id = "twin-%04d".formatted(++made);
    Machine machine =
        new Machine(
            id,
            request.name(),
            request.token(),
            MachineState.PENDING,
            request.shape().zone(),
            request.shape().type(),
            "twin://" + id,
            List.of("10.1." + made / 250 + "." + (made % 250 + 1)),
            request.tags(),
            agenda.now(),
            "");
    machines.put(id, machine);
    requests.put(id, request);
    idsByToken.put(request.token(), id);
    agenda.in(chance.millis(30_000, 90_000), () -> booted(id));
    tell();
    return machine;
  }

  /** One token, one machine, for ever; also when it is gone by now. */
  private Machine again(MachineRequest request, String id) {
    if (!same(request, Objects.requireNonNull(requests.get(id)))) {
      throw new ProviderException(
          ProviderErrorCode.CONFLICT,
          "token of " + request.name() + " is known with other parameters");
    }
    return machine(id);
  }

  /** Tags and user data are not compared: a resumed run has a new fence, and a new join token. */
  private static boolean same(MachineRequest one, MachineRequest other) {
    return one.name().equals(other.name())
        && one.shape().equals(other.shape())
        && one.join().nodeName().equals(other.join().nodeName())
        && one.join().labels().equals(other.join().labels())
        && one.join().taints().equals(other.join().taints());
  }

  private void booted(String id) {
    if (machine(id).state() == MachineState.PENDING) {
      state(id, MachineState.RUNNING);
    }
  }

  @Override
  public List<Machine> get(Collection<String> ids) {
    return ids.stream()
        .flatMap(id -> Optional.ofNullable(machines.get(id)).stream())
        .filter(m -> m.state().live())
        .toList();
  }

  @Override
  public List<Machine> list(Map<String, String> tags) {
    return live().stream().filter(m -> m.tags().entrySet().containsAll(tags.entrySet())).toList();
  }

  @Override
  public void delete(String id) {
    if (!machines.containsKey(id)) {
      throw new ProviderException(ProviderErrorCode.NOT_FOUND, "no machine " + id);
    }
    if (machine(id).state() != MachineState.STOPPING && machine(id).state().live()) {
      state(id, MachineState.STOPPING);
      Duration takes = chance.millis(2_000, 20_000);
      agenda.in(takes, () -> state(id, MachineState.GONE));
    }
  }

  @Override
  public List<Snapshot> snapshot(String machineId, Map<String, String> tags) {
    return List.of(
        new Snapshot(
            "s-" + machineId, machineId, Snapshot.State.COMPLETED, 1L << 34, agenda.now(), tags));
  }

  @Override
  public List<Snapshot> snapshots(Map<String, String> tags) {
    return List.of();
  }

  @Override
  public List<GroupState> guard(GuardAction action, Collection<String> machineIds) {
    return List.of();
  }

  private Machine machine(String id) {
    return Objects.requireNonNull(machines.get(id));
  }

  private void state(String id, MachineState state) {
    machines.put(id, machine(id).in(state));
    tell();
  }

  private void tell() {
    watchers.forEach(Runnable::run);
  }
}
