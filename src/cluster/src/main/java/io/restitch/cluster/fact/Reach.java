package io.restitch.cluster.fact;

import io.restitch.core.condition.PhaseName;
import java.util.EnumSet;
import java.util.Set;

/** What restitch can do and see on a real cluster; the one place to change when it can do more. */
public final class Reach {
  private Reach() {}

  /**
   * Phases whose effects it can bring about: those that need Nodes, Pods and machines, from outside
   * or from inside, the fence around green nodes, Flannel, and the bridge.
   */
  public static Set<PhaseName> handled() {
    return EnumSet.of(
        PhaseName.BACKED_UP,
        PhaseName.IPAM_HELD,
        PhaseName.CALICO_FENCED,
        PhaseName.FLANNEL_INSTALLED,
        PhaseName.BRIDGED,
        PhaseName.WORKERS_REPLACED,
        PhaseName.CONTROL_PLANE_CONVERTED,
        PhaseName.IPAM_RETURNED);
  }

  /**
   * Phases whose truth the API shows: kube-controller-managers' flags (mirror pods), where Calico's
   * agents may run (the DaemonSet's affinity), and which workers there are.
   */
  public static Set<PhaseName> visible() {
    return EnumSet.of(
        PhaseName.IPAM_HELD,
        PhaseName.CALICO_FENCED,
        PhaseName.FLANNEL_INSTALLED,
        PhaseName.WORKERS_REPLACED);
  }
}
