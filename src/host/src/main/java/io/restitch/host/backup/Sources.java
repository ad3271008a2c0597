package io.restitch.host.backup;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.render.HostScript;
import java.util.Map;
import java.util.function.Consumer;

/** Makes pieces at their origins. */
final class Sources {
  private final Origins origins;
  private final Fetched fetched;
  private final EtcdSnapshot etcd;

  Sources(Origins origins, Consumer<String> said) {
    this.origins = origins;
    this.fetched = new Fetched(origins.errands(), said);
    this.etcd = new EtcdSnapshot(origins.machines().keySet(), origins.etcd(), fetched);
  }

  /** Makes this piece, so that it can be kept. */
  Source of(Piece piece) {
    String id = Piece.shortId(piece.cluster());
    return switch (piece.kind()) {
      case ETCD -> etcd.take(id);
      case OBJECTS -> Source.of(origins.objects(), Map.of());
      case HOST_FILES -> files(piece.subject(), id);
      case MACHINE_SNAPSHOT -> origins.volumes().take(piece.subject());
    };
  }

  private Source files(String machine, String id) {
    String address = origins.machines().get(machine);
    if (address == null) {
      throw new RestitchException(
          ErrorCode.NOT_FOUND, machine + " is not a control plane of this plan", "");
    }
    return fetched.from(
        machine, new HostScript.BackUpFiles(id), Map.of("address", address), "files");
  }
}
