package io.restitch.core.phase;

import io.restitch.core.condition.PhaseName;
import java.util.Map;

/**
 * Until when a phase that became true has to stay true; after that it is kept with its evidence.
 */
public final class Kept {
  private static final Map<PhaseName, PhaseName> UNTIL =
      Map.of(
          PhaseName.NETWORK_PROBED, PhaseName.BACKED_UP,
          PhaseName.IPAM_HELD, PhaseName.IPAM_RETURNED,
          PhaseName.CALICO_FENCED, PhaseName.CALICO_REMOVED,
          PhaseName.FLANNEL_INSTALLED, PhaseName.UNBRIDGED,
          PhaseName.BRIDGED, PhaseName.CALICO_REMOVED,
          PhaseName.IPAM_RETURNED, PhaseName.VERIFIED);

  private Kept() {}

  /** Whether a phase that is true still has to be watched. */
  public static boolean live(PhaseName phase, View view) {
    PhaseName until = UNTIL.get(phase);
    return until != null && !view.started(until);
  }
}
