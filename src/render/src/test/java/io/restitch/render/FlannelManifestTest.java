package io.restitch.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.core.net.Cidr;
import io.restitch.core.plan.FlannelSpec;
import io.restitch.core.plan.Settings;
import io.restitch.core.problem.RestitchException;
import org.junit.jupiter.api.Test;

class FlannelManifestTest {
  @Test
  void shouldHoldTheRangeTheImagesAndWhatItIsInstalledAs() {
    // given
    FlannelSpec spec = spec("10.9.0.0/16", "registry.local/flannel:1", "");

    // when
    String yaml = FlannelManifest.of(spec);

    // then
    assertThat(yaml)
        .contains("{\"Network\": \"10.9.0.0/16\", ")
        .contains("image: \"registry.local/flannel:1\"")
        .contains("restitch.io/installed-as: \"" + spec.text() + "\"")
        .doesNotContain("[=");
  }

  @Test
  void shouldGoByTheNodesOwnAddress() {
    assertThat(FlannelManifest.of(spec("10.9.0.0/16", "a", "")))
        .contains("        - --iface=$(HOST_IP)\n        ports:\n")
        .contains(
            "        - name: HOST_IP\n"
                + "          valueFrom: {fieldRef: {fieldPath: status.hostIP}}\n");
  }

  @Test
  void shouldNameTheDeviceWhereOneIsChosen() {
    assertThat(FlannelManifest.of(spec("10.9.0.0/16", "a", "eth1")))
        .contains("        - --healthz-port=8081\n        - \"--iface=eth1\"\n        ports:\n")
        .doesNotContain("--iface=$(HOST_IP)");
  }

  @Test
  void shouldRefuseAValueThatWouldLeaveItsQuotes() {
    assertThatThrownBy(() -> FlannelManifest.of(spec("10.9.0.0/16", "a\"\nx: y", "")))
        .isInstanceOf(RestitchException.class)
        .hasMessageContaining("holds a quote");
  }

  private static FlannelSpec spec(String range, String image, String iface) {
    return new FlannelSpec(Cidr.parse(range), new Settings.Flannel(image, "cni", iface));
  }
}
