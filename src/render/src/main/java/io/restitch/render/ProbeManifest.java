package io.restitch.render;

import io.restitch.core.probe.ProbeSpec;
import io.restitch.core.probe.ProbeText;
import java.util.Map;

/**
 * The probes' objects, as YAML documents in the order they are applied; the DaemonSet is the last.
 */
public final class ProbeManifest {
  private static final String AGENT = "templates/probe/agent.sh";

  private ProbeManifest() {}

  /** The manifest, the agent's script and what it is told inside it. */
  public static String of(ProbeSpec spec) {
    return Manifest.fill(
        "probe",
        "probe.yaml",
        Map.of("image", spec.image(), "spec", spec.text()),
        Map.of("agent", lines(Manifest.script(AGENT)), "nodes", lines(ProbeText.of(spec.map()))));
  }

  private static String lines(String text) {
    return text.indent(4).stripTrailing();
  }
}
