package io.restitch.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.net.Cidr;
import io.restitch.core.probe.ProbeMap;
import io.restitch.core.probe.ProbeSpec;
import io.restitch.core.probe.ProbeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProbeManifestTest {
  @Test
  void shouldHoldTheImageTheScriptAndWhatProbesAreTold() throws IOException {
    // given
    ProbeMap map =
        ProbeMap.of(Cidr.parse("100.127.192.0/18"), Map.of("a", "10.0.0.1", "b", "10.0.0.2"), 1);
    ProbeSpec spec = new ProbeSpec("registry.local/flannel:1", map);

    // when
    String yaml = ProbeManifest.of(spec);

    // then
    String script = Files.readString(Path.of("../../templates/probe/agent.sh"));
    assertThat(yaml)
        .contains("image: \"registry.local/flannel:1\"")
        .contains("  agent.sh: |\n" + script.indent(4) + "  nodes: |\n")
        .contains("  nodes: |\n" + ProbeText.of(map).indent(4) + "---\n")
        .containsOnlyOnce("  annotations:\n    restitch.io/installed-as: \"" + spec.text() + "\"");
  }
}
