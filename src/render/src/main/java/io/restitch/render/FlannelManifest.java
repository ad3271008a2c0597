package io.restitch.render;

import io.restitch.core.plan.FlannelSpec;
import java.util.Map;

/**
 * Flannel's objects, as YAML documents in the order they are applied; its DaemonSet is the last.
 */
public final class FlannelManifest {
  private FlannelManifest() {}

  /** Marks of ours on every object, and the nodes it keeps to. */
  private static final Map<String, String> RESTRICTED =
      Map.of("part", ", restitch.io/part: flannel", "fabric", ", restitch.io/fabric: flannel");

  private static final Map<String, String> OPEN = Map.of("part", "", "fabric", "");

  /** The manifest, for green nodes only. */
  public static String of(FlannelSpec spec) {
    return fill(spec, RESTRICTED);
  }

  /** The manifest for every node, without a mark of ours. */
  public static String open(FlannelSpec spec) {
    return fill(spec, OPEN);
  }

  private static String fill(FlannelSpec spec, Map<String, String> marks) {
    return Manifest.fill(
        "flannel",
        "flannel.yaml",
        Map.of(
            "podCidr", spec.podCidr().toString(),
            "image", spec.made().image(),
            "cniImage", spec.made().cniImage(),
            "iface", spec.made().iface(),
            "netpol", spec.made().netpol().brought(),
            "spec", spec.text()),
        marks);
  }
}
