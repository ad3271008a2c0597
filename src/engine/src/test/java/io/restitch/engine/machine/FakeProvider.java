package io.restitch.engine.machine;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cloud in a list. */
final class FakeProvider implements MachineProvider {
  final List<Machine> machines = new ArrayList<>();
  final List<MachineRequest> requests = new ArrayList<>();
  @Nullable ProviderErrorCode failure;
  @Nullable ProviderErrorCode shapeFailure;
  int shapesAsked;
  boolean groupsFollow = true;
  MachineState born = MachineState.RUNNING;

  Machine add(String id, Map<String, String> tags) {
    Machine machine =
        new Machine(id, id, "", born, "a", "t", "", List.of(), tags, Instant.EPOCH, "");
    machines.add(machine);
    return machine;
  }

  private void failIfAsked() {
    if (failure != null) {
      throw new ProviderException(failure, "the cloud says no");
    }
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities("fake", "1", false, true, false);
  }

  @Override
  public MachineShape shape(NodeRef node) {
    shapesAsked++;
    if (shapeFailure != null) {
      throw new ProviderException(shapeFailure, "the cloud says no");
    }
    if (node.name().equals("stranger")) {
      throw new ProviderException(ProviderErrorCode.NOT_FOUND, "never heard of it");
    }
    return new MachineShape("id-" + node.name(), "t", "a", "img", Map.of());
  }

  @Override
  public Machine create(MachineRequest request) {
    failIfAsked();
    requests.add(request);
    return add("id-" + request.name(), request.tags());
  }

  @Override
  public List<Machine> get(Collection<String> ids) {
    return machines.stream().filter(m -> ids.contains(m.id())).toList();
  }

  @Override
  public List<Machine> list(Map<String, String> tags) {
    return machines.stream().filter(m -> m.tags().entrySet().containsAll(tags.entrySet())).toList();
  }

  @Override
  public void delete(String id) {
    failIfAsked();
    machines.removeIf(m -> m.id().equals(id));
  }

  @Override
  public List<Snapshot> snapshot(String machineId, Map<String, String> tags) {
    return List.of();
  }

  @Override
  public List<Snapshot> snapshots(Map<String, String> tags) {
    return List.of();
  }

  @Override
  public List<GroupState> guard(GuardAction action, Collection<String> machineIds) {
    return List.of(new GroupState("g", (action == GuardAction.PAUSE) == groupsFollow, ""));
  }
}
