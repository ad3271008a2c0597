package io.restitch.render;

import io.restitch.core.action.HostAction;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Settings.ExternalEtcd;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A script that runs on a machine, with what it is told. What each one does and prints is said in
 * its head, {@code templates/control-plane/NAME.sh}.
 *
 * <p>Inputs are checked here, so that nothing strange is ever filled in: names are DNS-1123, paths
 * are absolute.
 */
public sealed interface HostScript {

  /** Its name, which is its template's. */
  String name();

  /** What its template calls its inputs. */
  Map<String, ?> inputs();

  /**
   * Looks at a control-plane machine; changes nothing.
   *
   * @param etcd an etcd that does not run there
   */
  record Observe(ExternalEtcd etcd) implements HostScript {
    public Observe {
      Inputs.checked(etcd);
    }

    @Override
    public String name() {
      return "observe";
    }

    @Override
    public Map<String, ?> inputs() {
      return Inputs.of(etcd);
    }
  }

  /** Lists what pod networks left on a machine; changes nothing. */
  record Scan() implements HostScript {
    @Override
    public String name() {
      return "scan";
    }

    @Override
    public Map<String, ?> inputs() {
      return Map.of();
    }
  }

  /**
   * Takes a snapshot of etcd and restores it to scratch, as a trial.
   *
   * @param id names the snapshot's file; DNS-1123
   * @param etcd an etcd that does not run there
   * @param leader whether the member that leads gives one too; otherwise it refuses
   */
  record BackUpEtcd(String id, ExternalEtcd etcd, boolean leader) implements HostScript {
    public BackUpEtcd {
      Inputs.name(id);
      Inputs.checked(etcd);
    }

    @Override
    public String name() {
      return "backup-etcd";
    }

    @Override
    public Map<String, ?> inputs() {
      return Inputs.and(Inputs.and(Inputs.of(etcd), "id", id), "leader", String.valueOf(leader));
    }
  }

  /**
   * Packs the machine's Kubernetes and CNI configuration.
   *
   * @param id names the archive; DNS-1123
   */
  record BackUpFiles(String id) implements HostScript {
    public BackUpFiles {
      Inputs.name(id);
    }

    @Override
    public String name() {
      return "backup-files";
    }

    @Override
    public Map<String, ?> inputs() {
      return Map.of("id", id);
    }
  }

  /**
   * Sets flags in kube-controller-manager's manifest.
   *
   * @param allocate {@code --allocate-node-cidrs}
   * @param range {@code --cluster-cidr}; null leaves it as it is
   */
  record SetControllerManager(boolean allocate, @Nullable Cidr range) implements HostScript {
    @Override
    public String name() {
      return "set-controller-manager";
    }

    @Override
    public Map<String, ?> inputs() {
      return Map.of(
          "allocate", String.valueOf(allocate), "range", range == null ? "" : range.toString());
    }
  }

  /**
   * Removes what a backup left on the machine.
   *
   * @param path the {@code path} that the backup's script printed
   */
  record Discard(String path) implements HostScript {
    public Discard {
      Inputs.backup(path);
    }

    @Override
    public String name() {
      return "discard";
    }

    @Override
    public Map<String, ?> inputs() {
      return Map.of("path", path);
    }
  }

  /** Removes what restitch keeps on the machine. */
  record Forget() implements HostScript {
    @Override
    public String name() {
      return "forget";
    }

    @Override
    public Map<String, ?> inputs() {
      return Map.of();
    }
  }

  /** One of the tasks that need no inputs. */
  record Plain(HostAction.Task task) implements HostScript {
    @Override
    public String name() {
      return task.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public Map<String, ?> inputs() {
      return Map.of();
    }
  }
}
