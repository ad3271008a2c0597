package io.restitch.core.plan;

import io.restitch.core.net.Cidr;

/**
 * Flannel as it is to be installed.
 *
 * @param podCidr the new pod range
 * @param made what it is made of
 */
public record FlannelSpec(Cidr podCidr, Settings.Flannel made) {

  /** As these settings want it. */
  public static FlannelSpec of(Settings settings) {
    return new FlannelSpec(settings.network().podCidr(), settings.network().flannel());
  }

  /** In one line: what is installed carries it, to be told from what is wanted. */
  public String text() {
    return "podCidr=%s image=%s cniImage=%s iface=%s netpol=%s"
        .formatted(podCidr, made.image(), made.cniImage(), made.iface(), made.netpol().brought());
  }
}
