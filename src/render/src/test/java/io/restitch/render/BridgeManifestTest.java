package io.restitch.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.net.Cidr;
import io.restitch.core.plan.BridgeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BridgeManifestTest {
  @Test
  void shouldHoldTheImageWhatItIsInstalledAsAndTheScriptAsItIs() throws IOException {
    // when
    String yaml =
        BridgeManifest.of(new BridgeSpec("registry.local/flannel:1", Cidr.parse("10.244.0.0/16")));

    // then
    String script = Files.readString(Path.of("../../templates/bridge/agent.sh"));
    assertThat(yaml)
        .contains("{name: LASTING, value: \"10.244.0.0/16\"}")
        .contains("image: \"registry.local/flannel:1\"")
        .contains(
            "restitch.io/installed-as: \"image=registry.local/flannel:1 lasting=10.244.0.0/16\"")
        .contains("  agent.sh: |\n" + script.indent(4) + "---\n");
  }
}
