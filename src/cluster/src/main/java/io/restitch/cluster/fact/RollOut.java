package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;

/** How far a DaemonSet's pods are (kubernetes apps/v1, {@code DaemonSetStatus}). */
final class RollOut {
  private RollOut() {}

  /** Whether its controller has seen it as it is, and every node has a new pod that is ready. */
  static boolean done(DaemonSet set) {
    DaemonSetStatus status = set.getStatus();
    Long seen = status == null ? null : status.getObservedGeneration();
    Long asked = set.getMetadata().getGeneration();
    if (status == null || (asked != null && (seen == null || seen < asked))) {
      return false;
    }
    int wanted = number(status.getDesiredNumberScheduled());
    return number(status.getUpdatedNumberScheduled()) >= wanted
        && number(status.getNumberReady()) >= wanted;
  }

  private static int number(@org.jspecify.annotations.Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
