package io.restitch.provider.exec;

import io.restitch.spi.Capabilities;
import io.restitch.spi.GroupState;
import io.restitch.spi.Machine;
import io.restitch.spi.MachineShape;
import io.restitch.spi.MachineState;
import io.restitch.spi.Snapshot;
import java.util.List;

/**
 * From {@code result} to what the spi knows. Every field of the contract must be there, but for a
 * machine's note.
 */
final class Replies {
  private Replies() {}

  static Capabilities capabilities(Fields result) {
    return new Capabilities(
        result.text("name"),
        result.text("version"),
        result.flag("snapshots"),
        result.flag("groups"),
        result.flag("stop"));
  }

  static MachineShape shape(Fields result) {
    return new MachineShape(
        result.text("machineId"),
        result.text("type"),
        result.text("zone"),
        result.text("image"),
        result.map("settings"));
  }

  static Machine machine(Fields result) {
    String id = result.text("id");
    if (id.isBlank()) {
      throw new Malformed(result.at() + ".id must not be empty");
    }
    return new Machine(
        id,
        result.text("name"),
        result.text("token"),
        result.word("state", MachineState.values()),
        result.text("zone"),
        result.text("type"),
        result.text("providerId"),
        result.texts("addresses"),
        result.map("tags"),
        result.time("createdAt"),
        result.textIfThere("note"));
  }

  static List<Machine> machines(Fields result) {
    return result.objects("machines", Replies::machine);
  }

  static List<Snapshot> snapshots(Fields result) {
    return result.objects("snapshots", Replies::snapshot);
  }

  static List<GroupState> groups(Fields result) {
    return result.objects(
        "groups",
        group -> new GroupState(group.text("name"), group.flag("paused"), group.text("detail")));
  }

  private static Snapshot snapshot(Fields result) {
    return new Snapshot(
        result.text("id"),
        result.text("machineId"),
        result.word("state", Snapshot.State.values()),
        result.count("sizeBytes"),
        result.time("createdAt"),
        result.map("tags"));
  }
}
