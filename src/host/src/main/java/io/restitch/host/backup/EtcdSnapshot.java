package io.restitch.host.backup;

import io.restitch.core.plan.Settings.ExternalEtcd;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.render.HostScript;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * One snapshot of etcd, of whichever member gives one: machines are asked in order of their names,
 * and once more if none did but the one that leads might: all writes wait for its disk. A member
 * that is not healthy, or has no room, refuses ({@code backup-etcd.sh}); the next one may do it.
 */
final class EtcdSnapshot {
  private final Collection<String> machines;
  private final ExternalEtcd etcd;
  private final Fetched fetched;

  EtcdSnapshot(Collection<String> machines, ExternalEtcd etcd, Fetched fetched) {
    this.machines = List.copyOf(machines);
    this.etcd = etcd;
    this.fetched = fetched;
  }

  /**
   * @param id names the file on the machine
   */
  Source take(String id) {
    List<RestitchException> refusals = new ArrayList<>();
    for (boolean leader : new boolean[] {false, true}) {
      refusals.clear();
      for (String machine : machines) {
        try {
          return take(machine, new HostScript.BackUpEtcd(id, etcd, leader));
        } catch (RestitchException e) {
          refusals.add(e);
        }
      }
    }
    throw refused(refusals);
  }

  private Source take(String machine, HostScript script) {
    return fetched.from(machine, script, Map.of("machine", machine), "revision", "keys", "version");
  }

  /** One that may pass by itself counts more than those that need a person. */
  private static RestitchException refused(List<RestitchException> refusals) {
    List<String> reasons = refusals.stream().map(RestitchException::getMessage).toList();
    RestitchException told =
        refusals.stream()
            .filter(e -> e.code() == ErrorCode.TRANSIENT)
            .findFirst()
            .or(() -> refusals.stream().findFirst())
            .orElseThrow(
                () -> new RestitchException(ErrorCode.NOT_FOUND, "no control plane is known", ""));
    return new RestitchException(
        told.code(),
        "no member gives a snapshot of etcd: " + String.join("; ", reasons),
        told.remedy(),
        told);
  }
}
