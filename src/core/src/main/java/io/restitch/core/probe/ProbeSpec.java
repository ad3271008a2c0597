package io.restitch.core.probe;

/**
 * Probes as they are to run.
 *
 * @param image what they run in: Flannel's, which has all they need and is pulled anyway
 * @param map what they are told
 */
public record ProbeSpec(String image, ProbeMap map) {

  /** In one line: what is installed carries it, to be told from what is wanted. */
  public String text() {
    return "image=" + image + " probe=" + map.id();
  }
}
