package io.restitch.cluster.fact;

import io.restitch.core.condition.PhaseName;
import java.util.EnumSet;
import java.util.Set;

/** What restitch can do and see on a real cluster; the one place to change when it can do more. */
public final class Reach {
  private Reach() {}

  /** Phases whose effects it can bring about. */
  public static Set<PhaseName> handled() {
    return EnumSet.allOf(PhaseName.class);
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
