package io.restitch.cluster.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.net.Cidr;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ConfiguredRangesTest {
  private static final Cidr RANGE = Cidr.parse("10.244.0.0/16");
  private static final String MAPS = "/api/v1/namespaces/kube-system/configmaps/";
  private static final String KUBE_PROXY =
      "/apis/apps/v1/namespaces/kube-system/daemonsets/kube-proxy";

  private final ApiServer server = new ApiServer();
  private final ConfiguredRanges ranges = new ConfiguredRanges(server.api());

  ConfiguredRangesTest() throws IOException {
    keep(
        "kubeadm-config",
        "ClusterConfiguration",
        """
        apiVersion: kubeadm.k8s.io/v1beta4
        controllerManager:
          extraArgs:
          - name: cluster-cidr
            value: 192.168.0.0/16
          - name: bind-address
            value: 0.0.0.0
        kubernetesVersion: v1.34.3
        networking:
          podSubnet: 192.168.0.0/16
          serviceSubnet: 10.96.0.0/12
        """);
    keep(
        "kube-proxy",
        "config.conf",
        """
        clusterCIDR: 192.168.0.0/16
        mode: ""
        """);
    server.keep(
        KUBE_PROXY,
        """
        {"metadata":{"name":"kube-proxy"},"spec":{"template":{"metadata":{"labels":{"a":"b"}}}}}
        """);
  }

  @Test
  void shouldSetEveryPlaceThatNamesTheRange() {
    // when
    ranges.set(RANGE);

    // then
    assertThat(text("kubeadm-config", "ClusterConfiguration"))
        .doesNotContain("192.168")
        .contains("podSubnet: \"10.244.0.0/16\"")
        .contains("value: \"10.244.0.0/16\"")
        .contains("0.0.0.0")
        .contains("10.96.0.0/12");
    assertThat(text("kube-proxy", "config.conf")).contains("clusterCIDR: \"10.244.0.0/16\"");
  }

  @Test
  void shouldRollKubeProxyOnce() {
    // given
    ranges.set(RANGE);

    // when
    ranges.set(RANGE);

    // then
    assertThat(server.asked("PATCH " + KUBE_PROXY)).hasSize(1);
    assertThat(server.asked("PATCH " + MAPS + "kubeadm-config")).hasSize(1);
    assertThat(server.asked("PATCH " + MAPS + "kube-proxy")).hasSize(1);
  }

  @Test
  void shouldLeaveOutWhatIsNotThere() throws IOException {
    // given
    ApiServer empty = new ApiServer();

    // when
    new ConfiguredRanges(empty.api()).set(RANGE);

    // then
    assertThat(empty.asked()).noneMatch(a -> a.startsWith("PATCH"));
  }

  private void keep(String name, String key, String text) {
    String quoted = JsonMapper.shared().writeValueAsString(text);
    server.keep(
        MAPS + name,
        "{\"metadata\":{\"name\":\"%s\"},\"data\":{\"%s\":%s}}".formatted(name, key, quoted));
  }

  private String text(String name, String key) {
    return server.at(MAPS + name).path("data").path(key).asString("");
  }
}
