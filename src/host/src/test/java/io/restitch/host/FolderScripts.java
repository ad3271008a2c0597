package io.restitch.host;

import io.restitch.core.action.HostAction.Task;
import io.restitch.core.net.Cidr;
import io.restitch.host.task.Script;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Scripts for a machine that is a folder: what a task leaves in it is what a look shows. */
record FolderScripts(Path folder) implements MachineScripts {
  @Override
  public Script observe() {
    return new Script(
        "observe",
        """
        if test -e %s/stopped; then kubelet=false; else kubelet=true; fi
        echo '{"kubelet": '$kubelet', "etcd": {"healthy": true}, "calicoLeft": 0, "flannelLeft": 0}'
        """
            .formatted(folder));
  }

  @Override
  public Script of(Task task) {
    return switch (task) {
      case STOP_KUBELET ->
          new Script("stop-kubelet", "echo stops >&2; touch %s/stopped".formatted(folder));
      case REMOVE_CALICO ->
          new Script(
              "remove-calico",
              "echo once >>%1$s/began; while ! test -e %1$s/go; do sleep 0.05; done"
                  .formatted(folder));
      default ->
          new Script(
              "leave-calico",
              "touch %s/stopped; echo '10-calico.conflist is not there' >&2; exit 10"
                  .formatted(folder));
    };
  }

  @Override
  public Script setControllerManager(boolean allocate, @Nullable Cidr range) {
    return new Script(
        "set-controller-manager", "echo %s %s >%s/flags".formatted(allocate, range, folder));
  }
}
