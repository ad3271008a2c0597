package io.restitch.render;

import io.restitch.core.plan.FlannelSpec;
import java.util.Map;

/**
 * Flannel's objects, as YAML documents in the order they are applied; its DaemonSet is the last.
 */
public final class FlannelManifest {
  private FlannelManifest() {}

  /** The manifest. */
  public static String of(FlannelSpec spec) {
    return Manifest.fill(
        "flannel",
        "flannel.yaml",
        Map.of(
            "podCidr", spec.podCidr().toString(),
            "image", spec.made().image(),
            "cniImage", spec.made().cniImage(),
            "iface", spec.made().iface(),
            "spec", spec.text()),
        Map.of());
  }
}
