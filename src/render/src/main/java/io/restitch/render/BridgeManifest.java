package io.restitch.render;

import io.restitch.core.plan.BridgeSpec;
import java.util.Map;

/**
 * The bridge's objects, as YAML documents in the order they are applied; its DaemonSet is the last.
 */
public final class BridgeManifest {
  private static final String AGENT = "templates/bridge/agent.sh";

  private BridgeManifest() {}

  /** The manifest, the agent's script inside it. */
  public static String of(BridgeSpec spec) {
    return Manifest.fill(
        "bridge",
        "bridge.yaml",
        Map.of("image", spec.image(), "lasting", spec.lasting().toString(), "spec", spec.text()),
        Map.of("agent", Manifest.script(AGENT).indent(4).stripTrailing()));
  }
}
