package io.restitch.twin.world;

import io.restitch.core.action.HostAction;
import io.restitch.core.fact.BackupFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.HostFact.Residue;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.HostPort;
import io.restitch.twin.kube.ControllerManagers;
import io.restitch.twin.kube.Etcd;
import io.restitch.twin.kube.HostEdits;
import io.restitch.twin.kube.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Control-plane machines from inside, and a place for backups. */
final class TwinHosts implements HostPort {
  /** A machine on which both pod networks have been. */
  private static final Residue LEFT = Residue.counted(7, 5);

  private final Truth truth;
  private final ControllerManagers managers;
  private final Etcd etcd;

  TwinHosts(Truth truth, ControllerManagers managers, Etcd etcd) {
    this.truth = truth;
    this.etcd = etcd;
    this.managers = managers;
  }

  @Override
  public List<Change> perform(HostAction action) {
    return switch (action) {
      case HostAction.TakeBackup a -> List.of(backUp(a));
      case HostAction.SetControllerManager a -> {
        managers.restart(a.node(), a.allocate(), a.range());
        yield List.of();
      }
      case HostAction.RunTask a -> List.of(run(a));
    };
  }

  @Override
  public List<Change> look() {
    return List.of();
  }

  @Override
  public Watch watch(Consumer<List<Change>> sink, Consumer<String> said) {
    return () -> {};
  }

  private Change backUp(HostAction.TakeBackup a) {
    List<BackupFact> all = new ArrayList<>(truth.world().platform().backups());
    all.removeIf(b -> b.kind() == a.kind() && b.subject().equals(a.subject()));
    all.add(
        new BackupFact(
            a.kind(),
            a.subject(),
            truth.world().now(),
            "twin:///backups/" + a.kind() + a.subject(),
            1L << 20,
            "0".repeat(64)));
    Change seen = new Change.BackupsSeen(all);
    truth.change(seen);
    return seen;
  }

  private Change run(HostAction.RunTask a) {
    HostFact h = hosts().get(a.node());
    if (h == null) {
      throw new RestitchException(ErrorCode.NOT_FOUND, "no host " + a.node(), "");
    }
    if (h.problem().isPresent()) {
      throw new RestitchException(ErrorCode.TRANSIENT, h.problem().get().message(), "");
    }
    if (a.task() == HostAction.Task.MOVE_ETCD_LEADER) {
      etcd.moveLeader(a.node());
      return new Change.HostSeen(Objects.requireNonNull(hosts().get(a.node())));
    }
    Change seen = new Change.HostSeen(after(h, a.task()));
    truth.change(seen);
    return seen;
  }

  private static HostFact after(HostFact h, HostAction.Task task) {
    return switch (task) {
      case STOP_KUBELET -> HostEdits.kubelet(h, false);
      case START_KUBELET -> HostEdits.left(HostEdits.kubelet(h, true), LEFT);
      case LEAVE_CALICO -> HostEdits.calico(h, false);
      case RETURN_TO_CALICO -> HostEdits.calico(h, true);
      case REMOVE_CALICO ->
          HostEdits.left(h, new Residue(Residue.NONE.calico(), h.residue().flannel()));
      case REMOVE_FLANNEL ->
          HostEdits.flannelSubnet(
              HostEdits.left(h, new Residue(h.residue().calico(), Residue.NONE.flannel())), null);
      case MOVE_ETCD_LEADER -> h;
    };
  }

  private Map<String, HostFact> hosts() {
    return truth.world().platform().hosts();
  }
}
