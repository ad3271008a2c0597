package io.restitch.core.action;

import io.restitch.core.fact.BackupFact;
import io.restitch.core.net.Cidr;
import org.jspecify.annotations.Nullable;

/** Effects on control-plane machines, and backups. */
public sealed interface HostAction extends Action {

  /** Takes one piece of the backup, and proves that it can be read. */
  record TakeBackup(BackupFact.Kind kind, String subject) implements HostAction {
    @Override
    public String key() {
      return "TakeBackup " + kind + " " + subject;
    }

    @Override
    public String describe() {
      return "back up "
          + switch (kind) {
            case ETCD -> "etcd";
            case OBJECTS -> "Calico's objects";
            case HOST_FILES -> "files of " + subject;
            case MACHINE_SNAPSHOT -> "volumes of " + subject;
          };
    }
  }

  /**
   * Sets {@code --allocate-node-cidrs} and {@code --cluster-cidr} in the manifest of one
   * kube-controller-manager; the kubelet restarts it with them.
   *
   * @param range null leaves the range as it is
   */
  record SetControllerManager(String node, boolean allocate, @Nullable Cidr range)
      implements HostAction {
    @Override
    public String key() {
      return "SetControllerManager " + node;
    }

    @Override
    public String describe() {
      return "set --allocate-node-cidrs="
          + allocate
          + (range == null ? "" : " --cluster-cidr=" + range)
          + " on "
          + node;
    }
  }

  /** Runs a named task on a machine. */
  record RunTask(String node, Task task) implements HostAction {
    @Override
    public String key() {
      return "RunTask " + node + " " + task;
    }

    @Override
    public String describe() {
      return task.words + " on " + node;
    }
  }

  /** A task on a machine. */
  enum Task {
    STOP_KUBELET("stop the kubelet"),
    START_KUBELET("start the kubelet"),
    /** Move Calico's CNI configuration aside, so that Flannel's is the first. */
    LEAVE_CALICO("move Calico's CNI configuration aside"),
    /** Put Calico's CNI configuration back. */
    RETURN_TO_CALICO("put Calico's CNI configuration back"),
    /** Remove what Calico left behind. */
    REMOVE_CALICO("remove what Calico left"),
    /** Remove what Flannel left behind. */
    REMOVE_FLANNEL("remove what Flannel left"),
    /** Give the lead of etcd to another member. */
    MOVE_ETCD_LEADER("move etcd's leadership away");

    private final String words;

    Task(String words) {
      this.words = words;
    }
  }
}
