package io.restitch.core.workers;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.phase.View;

/** Machines whose ranges all nodes send over the bridge while they change or go. */
public final class Pins {
  private Pins() {}

  /** Whether there is a bridge of ours to pin a machine to, and this one is not pinned yet. */
  public static boolean missing(View view, String node) {
    return bridged(view) && !pinned(view, node);
  }

  /** Whether a machine is pinned to a bridge of ours. */
  public static boolean holds(View view, String node) {
    return bridged(view) && pinned(view, node);
  }

  private static boolean bridged(View view) {
    return !view.attested(PhaseName.BRIDGED) && view.world().fabrics().bridge().installed();
  }

  private static boolean pinned(View view, String node) {
    return view.world().fabrics().bridge().pinned().contains(node);
  }
}
