package io.restitch.core.policy;

import io.restitch.core.condition.PhaseName;

/** The times in a migration between which it changes who enforces policies, in order. */
public enum Stage {
  /** As it was seen. */
  NOW("now", PhaseName.WORKERS_REPLACED),
  /** Nodes of both pod networks run. */
  MIXED("from " + PhaseName.WORKERS_REPLACED + " on", PhaseName.WORKERS_REPLACED),
  /** Every node is on Flannel, and Calico's objects are there. */
  CONVERTED("after " + PhaseName.CONTROL_PLANE_CONVERTED, PhaseName.IPAM_RETURNED),
  /** Calico's objects are gone, and with them policies of its own kinds. */
  CALICO_REMOVED("after " + PhaseName.CALICO_REMOVED, PhaseName.CALICO_REMOVED),
  /** Nodes have lost our labels. */
  END("after " + PhaseName.UNBRIDGED, PhaseName.UNBRIDGED);

  private final String when;
  private final PhaseName phase;

  Stage(String when, PhaseName phase) {
    this.when = when;
    this.phase = phase;
  }

  /** When it is, in words. */
  public String when() {
    return when;
  }

  /** The first phase in which what is true at this time can hurt somebody. */
  public PhaseName phase() {
    return phase;
  }
}
