package io.restitch.core.plan;

import io.restitch.core.net.Cidr;

/**
 * The bridge's agents as they are to run.
 *
 * @param image what they run in: Flannel's, which has all they need and is pulled anyway
 * @param lasting range of pods whose addresses lead to their nodes from the bridge's first day on,
 *     and after its last
 */
public record BridgeSpec(String image, Cidr lasting) {

  /** As these settings want it. */
  public static BridgeSpec of(Settings settings) {
    return new BridgeSpec(settings.network().flannel().image(), settings.network().podCidr());
  }

  /** In one line: what is installed carries it, to be told from what is wanted. */
  public String text() {
    return "image=" + image + " lasting=" + lasting;
  }
}
