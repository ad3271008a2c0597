package io.restitch.render;

import io.restitch.core.plan.BridgeSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

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
        Map.of("image", spec.image(), "spec", spec.text()),
        Map.of("agent", agent().indent(4).stripTrailing()));
  }

  private static String agent() {
    try (InputStream script =
        Objects.requireNonNull(BridgeManifest.class.getClassLoader().getResourceAsStream(AGENT))) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
