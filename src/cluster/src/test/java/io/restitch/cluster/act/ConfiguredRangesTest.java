package io.restitch.cluster.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.net.Cidr;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.util.Map;
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
  void shouldRollKubeProxyWhenARunWasKilledBeforeIt() {
    // given
    server.answer("PATCH " + KUBE_PROXY, 403, "{}");
    assertThatThrownBy(() -> ranges.set(RANGE)).isInstanceOf(RestitchException.class);

    // when
    ranges.set(RANGE);

    // then
    assertThat(rolledFor()).isEqualTo("10.244.0.0/16");
    assertThat(server.asked("PATCH " + MAPS + "kube-proxy")).hasSize(1);
  }

  @Test
  void shouldPutBackEveryValueAsItWas() {
    // given
    String before = text("kubeadm-config", "ClusterConfiguration");
    ranges.set(Cidr.parse("10.99.0.0/16"));
    ranges.set(RANGE);

    // when
    ranges.putBack();
    ranges.putBack();

    // then
    assertThat(tree(text("kubeadm-config", "ClusterConfiguration"))).isEqualTo(tree(before));
    assertThat(tree(text("kube-proxy", "config.conf")))
        .containsEntry("clusterCIDR", "192.168.0.0/16");
    assertThat(server.at(MAPS + "kubeadm-config").toString()).doesNotContain("restitch.io");
    assertThat(server.at(MAPS + "kube-proxy").toString()).doesNotContain("restitch.io");
    assertThat(rolledFor()).isEqualTo("as-before");
    assertThat(server.asked("PATCH " + KUBE_PROXY)).hasSize(3);
  }

  @Test
  void shouldTakeAwayWhatWasNotThereBefore() {
    // given
    keep("kubeadm-config", "ClusterConfiguration", "networking:\n  serviceSubnet: 10.96.0.0/12\n");
    keep("kube-proxy", "config.conf", "clusterCIDR: \"\"\nmode: \"\"\n");
    ranges.set(RANGE);

    // when
    ranges.putBack();

    // then
    assertThat(tree(text("kubeadm-config", "ClusterConfiguration")))
        .isEqualTo(Map.of("networking", Map.of("serviceSubnet", "10.96.0.0/12")));
    assertThat(tree(text("kube-proxy", "config.conf"))).isEqualTo(Map.of("mode", ""));
  }

  @Test
  void shouldKeepTheNoteUntilKubeProxyIsRolledBack() {
    // given
    ranges.set(RANGE);
    server.answer("PATCH " + KUBE_PROXY, 403, "{}");
    assertThatThrownBy(ranges::putBack).isInstanceOf(RestitchException.class);
    String noted = server.at(MAPS + "kube-proxy").toString();

    // when
    ranges.putBack();

    // then
    assertThat(noted).contains("restitch.io/pod-range-before");
    assertThat(rolledFor()).isEqualTo("as-before");
    assertThat(server.at(MAPS + "kube-proxy").toString()).doesNotContain("restitch.io");
  }

  @Test
  void shouldPutNothingBackThatWasNotChanged() {
    // when
    ranges.putBack();

    // then
    assertThat(server.asked()).noneMatch(a -> a.startsWith("PATCH"));
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

  private String rolledFor() {
    return server
        .at(KUBE_PROXY)
        .at("/spec/template/metadata/annotations/restitch.io~1pod-range")
        .asString("");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> tree(String yaml) {
    return Serialization.unmarshal(yaml, Map.class);
  }

  private String text(String name, String key) {
    return server.at(MAPS + name).path("data").path(key).asString("");
  }
}
