package io.restitch.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.core.net.Cidr;
import io.restitch.core.plan.FlannelSpec;
import io.restitch.core.plan.Settings;
import io.restitch.core.problem.RestitchException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldEnforcePoliciesBesideFlannelOnlyOnRequest(boolean enabled) {
    // given
    FlannelSpec plain = spec("10.9.0.0/16", "a", "");
    FlannelSpec spec =
        new FlannelSpec(
            plain.podCidr(), plain.made().with(new Settings.Netpol(enabled, "netpol:1")));

    // then: as long as there are two networks, and afterwards
    for (String yaml : List.of(FlannelManifest.of(spec), FlannelManifest.open(spec))) {
      for (String part :
          List.of(
              "      - name: kube-network-policies\n        image: \"netpol:1\"\n",
              "[networkpolicies], verbs: [list, watch]",
              "hostPath: {path: /lib/modules}")) {
        if (enabled) {
          assertThat(yaml).contains(part);
        } else {
          assertThat(yaml).doesNotContain(part);
        }
      }
    }
    assertThat(spec.text()).endsWith(enabled ? " netpol=netpol:1" : " netpol=");
  }

  @Test
  void shouldRefuseAValueThatWouldLeaveItsQuotes() {
    assertThatThrownBy(() -> FlannelManifest.of(spec("10.9.0.0/16", "a\"\nx: y", "")))
        .isInstanceOf(RestitchException.class)
        .hasMessageContaining("holds a quote");
  }

  private static FlannelSpec spec(String range, String image, String iface) {
    return new FlannelSpec(
        Cidr.parse(range),
        new Settings.Flannel(image, "cni", iface, new Settings.Netpol(false, "netpol:1")));
  }
}
