package io.restitch.host.backup;

import io.restitch.spi.Capabilities;
import io.restitch.spi.GroupState;
import io.restitch.spi.GuardAction;
import io.restitch.spi.Machine;
import io.restitch.spi.MachineProvider;
import io.restitch.spi.MachineRequest;
import io.restitch.spi.MachineShape;
import io.restitch.spi.NodeRef;
import io.restitch.spi.ProviderErrorCode;
import io.restitch.spi.ProviderException;
import io.restitch.spi.Snapshot;
import io.restitch.spi.Snapshot.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A cloud whose snapshots, two a machine, are complete when they are asked for the third time. */
final class FakeCloud implements MachineProvider {
  final List<Snapshot> snapshots = new ArrayList<>();
  State end = State.COMPLETED;
  boolean repliesGetLost;
  boolean silent;
  int asked;

  @Override
  public Capabilities capabilities() {
    return new Capabilities("fake", "1", true, false, false);
  }

  @Override
  public List<Snapshot> snapshot(String machineId, Map<String, String> tags) {
    List<Snapshot> made = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      String id = "snap-" + (snapshots.size() + 1);
      Snapshot s = new Snapshot(id, machineId, State.PENDING, 7, Instant.EPOCH, tags);
      snapshots.add(s);
      made.add(s);
    }
    if (repliesGetLost) {
      throw new ProviderException(ProviderErrorCode.TRANSIENT, "no reply");
    }
    return made;
  }

  @Override
  public List<Snapshot> snapshots(Map<String, String> tags) {
    if (silent) {
      throw new ProviderException(ProviderErrorCode.TRANSIENT, "no answer");
    }
    if (++asked % 3 == 0) {
      snapshots.replaceAll(
          s -> new Snapshot(s.id(), s.machineId(), end, s.sizeBytes(), s.createdAt(), s.tags()));
    }
    return snapshots.stream()
        .filter(s -> s.tags().entrySet().containsAll(tags.entrySet()))
        .toList();
  }

  @Override
  public MachineShape shape(NodeRef node) {
    throw notHere();
  }

  @Override
  public Machine create(MachineRequest request) {
    throw notHere();
  }

  @Override
  public List<Machine> get(Collection<String> ids) {
    throw notHere();
  }

  @Override
  public List<Machine> list(Map<String, String> tags) {
    throw notHere();
  }

  @Override
  public void delete(String id) {
    throw notHere();
  }

  @Override
  public List<GroupState> guard(GuardAction action, Collection<String> machineIds) {
    throw notHere();
  }

  private static AssertionError notHere() {
    return new AssertionError("not asked for in a backup");
  }
}
