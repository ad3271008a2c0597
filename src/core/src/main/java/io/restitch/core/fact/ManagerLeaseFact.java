package io.restitch.core.fact;

import java.time.Instant;
import java.util.Locale;

/**
 * The Lease {@code kube-system/kube-controller-manager}: of all kube-controller-managers its holder
 * alone acts.
 *
 * @param holder the host name of the machine whose process holds it (in full: {@code HOST_UUID},
 *     kube-controller-manager's {@code app.Run}); empty if nobody does
 * @param acquired when that process took it, by that machine's clock
 */
public record ManagerLeaseFact(String holder, Instant acquired) {

  /**
   * Whether this Node's machine holds it. A Node may be called by its host's short name, its full
   * one, or the same in small letters (kubelet, {@code nodeutil.GetHostname}).
   */
  public boolean heldOn(String nodeName) {
    String host = holder.toLowerCase(Locale.ROOT);
    String node = nodeName.toLowerCase(Locale.ROOT);
    return host.equals(node) || shortOf(host, node) || shortOf(node, host);
  }

  private static boolean shortOf(String name, String full) {
    return !name.isEmpty() && name.indexOf('.') < 0 && full.startsWith(name + ".");
  }
}
