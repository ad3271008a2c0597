package io.restitch.render;

import io.restitch.core.action.HostAction.Task;
import io.restitch.core.plan.Settings;
import java.util.List;

/**
 * Every script that these settings would have run on control planes, in the order of a migration.
 */
public final class ControlPlaneScripts {
  /** Stands for names that are only chosen when a backup is taken. */
  private static final String LATER = "id";

  /**
   * A script and its occasion.
   *
   * @param when when it runs, for people
   * @param script the script
   */
  public record Use(String when, HostScript script) {}

  private ControlPlaneScripts() {}

  /** All of them. One that has two occasions is there twice. */
  public static List<Use> of(Settings settings) {
    var etcd = settings.hosts().etcd();
    return List.of(
        new Use("every look", new HostScript.Observe(etcd)),
        new Use("by hand, to list what inspect and verify count", new HostScript.Scan()),
        new Use("BackedUp; the id is chosen then", new HostScript.BackUpEtcd(LATER, etcd, true)),
        new Use("BackedUp; the id is chosen then", new HostScript.BackUpFiles(LATER)),
        new Use(
            "BackedUp, when a backup was fetched",
            new HostScript.Discard("/var/lib/restitch/backups/etcd-" + LATER + ".db")),
        new Use("IpamHeld", new HostScript.SetControllerManager(false, null)),
        plain("ControlPlaneConverted, on the leader", Task.MOVE_ETCD_LEADER),
        plain("ControlPlaneConverted, before the Node is deleted", Task.STOP_KUBELET),
        plain("ControlPlaneConverted, when the Node is posted again", Task.START_KUBELET),
        plain("ControlPlaneConverted, when Flannel is ready", Task.LEAVE_CALICO),
        plain("ControlPlaneConverted, when no pod has an old address", Task.REMOVE_CALICO),
        new Use(
            "IpamReturned",
            new HostScript.SetControllerManager(true, settings.network().podCidr())),
        plain("rollback, when Calico is ready", Task.RETURN_TO_CALICO),
        plain("rollback, when no pod has a new address", Task.REMOVE_FLANNEL),
        new Use("restitch forget", new HostScript.Forget()));
  }

  private static Use plain(String when, Task task) {
    return new Use(when, new HostScript.Plain(task));
  }
}
