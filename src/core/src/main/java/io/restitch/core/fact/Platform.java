package io.restitch.core.fact;

import io.restitch.spi.Machine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * What the nodes stand on.
 *
 * @param machines live machines by id: those of this migration, and blue ones that were asked for
 * @param machinesSeenAt when the cloud was last looked at; null if never
 * @param controllerManagers kube-controller-managers by node
 * @param hosts control-plane machines from inside, by node
 * @param backups pieces of the backup that can be read from here
 */
public record Platform(
    PSortedMap<String, Machine> machines,
    Optional<Instant> machinesSeenAt,
    PSortedMap<String, ControllerManagerFact> controllerManagers,
    PSortedMap<String, HostFact> hosts,
    List<BackupFact> backups) {
  /** Nothing known. */
  public static final Platform UNKNOWN =
      new Platform(
          TreePMap.empty(), Optional.empty(), TreePMap.empty(), TreePMap.empty(), List.of());

  public Platform {
    backups = List.copyOf(backups);
  }

  Platform withMachines(PSortedMap<String, Machine> now, Optional<Instant> seenAt) {
    return new Platform(now, seenAt, controllerManagers, hosts, backups);
  }

  Platform withControllerManagers(PSortedMap<String, ControllerManagerFact> now) {
    return new Platform(machines, machinesSeenAt, now, hosts, backups);
  }

  Platform withHosts(PSortedMap<String, HostFact> now) {
    return new Platform(machines, machinesSeenAt, controllerManagers, now, backups);
  }

  Platform withBackups(List<BackupFact> now) {
    return new Platform(machines, machinesSeenAt, controllerManagers, hosts, now);
  }
}
