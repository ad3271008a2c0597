package io.restitch.host;

import io.restitch.core.action.HostAction.Task;
import io.restitch.core.net.Cidr;
import io.restitch.host.task.Script;
import org.jspecify.annotations.Nullable;

/** The scripts that run on control-plane machines, ready to run. */
public interface MachineScripts {
  /** Looks at a machine, and prints what it sees as docs/host-tasks.md says. */
  Script observe();

  /** Does a task. */
  Script of(Task task);

  /**
   * Sets flags of kube-controller-manager.
   *
   * @param range null leaves it as it is
   */
  Script setControllerManager(boolean allocate, @Nullable Cidr range);
}
