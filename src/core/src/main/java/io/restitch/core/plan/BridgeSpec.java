package io.restitch.core.plan;

/**
 * The bridge's agents as they are to run.
 *
 * @param image what they run in: Flannel's, which has all they need and is pulled anyway
 */
public record BridgeSpec(String image) {

  /** As these settings want it. */
  public static BridgeSpec of(Settings settings) {
    return new BridgeSpec(settings.network().flannel().image());
  }

  /** In one line: what is installed carries it, to be told from what is wanted. */
  public String text() {
    return "image=" + image;
  }
}
