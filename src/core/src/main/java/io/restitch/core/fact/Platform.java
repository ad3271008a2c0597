package io.restitch.core.fact;

import io.restitch.spi.Machine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * What the nodes stand on.
 *
 * @param machines live machines by id: those of this migration, and blue ones that were asked for
 * @param look the last look at the cloud, if there was one
 * @param controllerManagers kube-controller-managers by node
 * @param hosts control-plane machines from inside, by node
 * @param backups pieces of the backup that can be read from here
 * @param joining what machines need to join, and what their kubelets say and ask for
 */
public record Platform(
    PSortedMap<String, Machine> machines,
    Optional<Look> look,
    PSortedMap<String, ControllerManagerFact> controllerManagers,
    PSortedMap<String, HostFact> hosts,
    List<BackupFact> backups,
    Joining joining) {
  /** Nothing known. */
  public static final Platform UNKNOWN =
      new Platform(
          TreePMap.empty(),
          Optional.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          List.of(),
          Joining.UNKNOWN);

  /**
   * A look at the cloud.
   *
   * @param at when
   * @param gone ids of machines that were asked for, in this look or an earlier one, and do not
   *     live; a cloud never gives an id twice, so that they are gone for ever
   */
  public record Look(Instant at, SortedSet<String> gone) {}

  public Platform {
    backups = List.copyOf(backups);
  }

  /** Whether the cloud was asked for this machine and did not know it. */
  public boolean seenGone(String machineId) {
    return look.isPresent() && look.get().gone().contains(machineId);
  }

  Platform withMachines(PSortedMap<String, Machine> now, Optional<Look> last) {
    return new Platform(now, last, controllerManagers, hosts, backups, joining);
  }

  Platform withControllerManagers(PSortedMap<String, ControllerManagerFact> now) {
    return new Platform(machines, look, now, hosts, backups, joining);
  }

  Platform withHosts(PSortedMap<String, HostFact> now) {
    return new Platform(machines, look, controllerManagers, now, backups, joining);
  }

  Platform withBackups(List<BackupFact> now) {
    return new Platform(machines, look, controllerManagers, hosts, now, joining);
  }

  /** Ids of the bootstrap tokens that machines can join with, ours and others'. */
  public SortedSet<String> joinTokens() {
    return joining.tokens();
  }

  Platform with(Joining now) {
    return new Platform(machines, look, controllerManagers, hosts, backups, now);
  }
}
