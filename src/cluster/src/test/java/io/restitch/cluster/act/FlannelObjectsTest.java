package io.restitch.cluster.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.plan.FlannelSpec;
import io.restitch.core.plan.Settings;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Flannel and a second kube-proxy for green nodes; afterwards all is as it was. */
class FlannelObjectsTest {
  private static final String SETS = "/apis/apps/v1/namespaces/kube-system/daemonsets/";
  private static final String MAPS = "/api/v1/namespaces/kube-system/configmaps/";
  private static final String FLANNEL =
      "/apis/apps/v1/namespaces/kube-flannel/daemonsets/kube-flannel-ds";
  private static final String NAMESPACE = "/api/v1/namespaces/kube-flannel";
  private static final String ROLES = "/apis/rbac.authorization.k8s.io/v1/";
  private static final FlannelSpec SPEC = FlannelSpec.of(Settings.DEFAULT);

  private final ApiServer server;
  private final FlannelObjects flannel;

  FlannelObjectsTest() throws IOException {
    server = new ApiServer();
    flannel = new FlannelObjects(server.api());
  }

  @BeforeEach
  void keep() {
    server.keep(
        SETS + "kube-proxy",
        """
        {"metadata":{"name":"kube-proxy","namespace":"kube-system","annotations":{"theirs":"1"}},
         "spec":{"selector":{"matchLabels":{"k8s-app":"kube-proxy"}},
           "updateStrategy":{"type":"RollingUpdate"},
           "template":{"metadata":{"labels":{"k8s-app":"kube-proxy"}},
             "spec":{"hostNetwork":true,"nodeSelector":{"kubernetes.io/os":"linux"},
               "volumes":[{"name":"kube-proxy","configMap":{"name":"kube-proxy"}},
                          {"name":"lib","hostPath":{"path":"/lib/modules"}}]}}}}
        """);
    server.keep(
        MAPS + "kube-proxy",
        """
        {"metadata":{"name":"kube-proxy","namespace":"kube-system"},
         "data":{"config.conf":"clusterCIDR: 192.168.0.0/16\\nmode: iptables\\n",
                 "kubeconfig.conf":"kind: Config\\n"}}
        """);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldInstallFlannelsDaemonSetWhenAllElseIsThere() {
    // when
    flannel.install(SPEC);

    // then
    assertThat(server.asked().stream().filter(a -> a.startsWith("PATCH ")).toList())
        .last()
        .isEqualTo("PATCH " + FLANNEL);
    JsonNode set = server.at(FLANNEL);
    assertThat(set.at("/metadata/annotations").path("restitch.io/installed-as").asString())
        .isEqualTo(SPEC.text());
    assertThat(set.at("/spec/template/spec/nodeSelector").path("restitch.io/fabric").asString())
        .isEqualTo("flannel");
    assertThat(
            server
                .at("/api/v1/namespaces/kube-flannel/configmaps/kube-flannel-cfg")
                .at("/data")
                .path("net-conf.json")
                .asString())
        .contains("\"Network\": \"10.244.0.0/16\"", "\"EnableNFTables\": false");
  }

  @Test
  void shouldEnforcePoliciesBesideFlannelOnRequestAndTakeThatAwayWithTheRest() {
    // given
    FlannelSpec netpol =
        new FlannelSpec(
            SPEC.podCidr(), SPEC.made().with(new Settings.Netpol(true, "local/netpol:1")));

    // when
    flannel.install(netpol);

    // then
    JsonNode containers = server.at(FLANNEL).at("/spec/template/spec/containers");
    assertThat(containers.findValuesAsString("name")).contains("kube-network-policies");
    assertThat(containers.get(1).path("image").asString()).isEqualTo("local/netpol:1");
    assertThat(server.at(ROLES + "clusterroles/kube-flannel").path("rules").toString())
        .contains("networkpolicies", "namespaces");

    // when
    flannel.remove();

    // then
    assertThat(server.asked("DELETE " + ROLES + "clusterroles/kube-flannel")).hasSize(1);
    assertThat(server.asked("DELETE " + NAMESPACE)).hasSize(1);
  }

  @Test
  void shouldGiveGreenNodesAKubeProxyThatKnowsTheNewRange() {
    // when
    flannel.install(SPEC);

    // then
    JsonNode copy = server.at(SETS + "kube-proxy-flannel");
    assertThat(copy.at("/spec/selector/matchLabels").path("k8s-app").asString())
        .isEqualTo("kube-proxy-flannel");
    assertThat(copy.at("/spec/template/spec/nodeSelector").toString())
        .isEqualTo("{\"kubernetes.io/os\":\"linux\",\"restitch.io/fabric\":\"flannel\"}");
    assertThat(copy.at("/spec/template/spec/volumes/0/configMap/name").asString())
        .isEqualTo("kube-proxy-flannel");
    assertThat(server.at(MAPS + "kube-proxy-flannel").path("data").path("config.conf").asString())
        .contains("10.244.0.0/16")
        .contains("iptables")
        .doesNotContain("192.168");
    assertThat(server.at(MAPS + "kube-proxy").path("data").path("config.conf").asString())
        .contains("192.168.0.0/16");
  }

  @Test
  void shouldKeepTheFirstKubeProxyOffGreenNodesAndRollNone() {
    // when
    flannel.install(SPEC);

    // then: strategy and template in one request
    assertThat(server.asked("PUT " + SETS + "kube-proxy")).hasSize(1);
    JsonNode first = server.at(SETS + "kube-proxy");
    assertThat(first.at("/spec/updateStrategy/type").asString()).isEqualTo("OnDelete");
    assertThat(first.at("/spec/template/spec/affinity").toString())
        .contains("\"operator\":\"NotIn\",\"values\":[\"flannel\"]");
  }

  @Test
  void shouldLeaveAllAsItWasWhenItIsRemoved() {
    // given
    String before = without(server.at(SETS + "kube-proxy"));
    flannel.install(SPEC);
    flannel.install(SPEC);

    // when
    flannel.remove();
    flannel.remove();

    // then
    assertThat(without(server.at(SETS + "kube-proxy"))).isEqualTo(before);
    for (String gone :
        List.of(
            SETS + "kube-proxy-flannel",
            MAPS + "kube-proxy-flannel",
            NAMESPACE,
            "/apis/rbac.authorization.k8s.io/v1/clusterroles/kube-flannel",
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/kube-flannel")) {
      assertThat(server.at(gone).isEmpty()).as(gone).isTrue();
    }
  }

  @Test
  void shouldRollNoCopyWhenItIsInstalledAgain() {
    // given
    flannel.install(SPEC);
    String copy = without(server.at(SETS + "kube-proxy-flannel"));

    // when: the first one is fenced by now
    flannel.install(SPEC);

    // then
    assertThat(without(server.at(SETS + "kube-proxy-flannel"))).isEqualTo(copy);
  }

  @Test
  void shouldInstallNoKubeProxyWhereThereIsNone() throws IOException {
    try (ApiServer other = new ApiServer()) {
      // when
      new FlannelObjects(other.api()).install(SPEC);

      // then
      assertThat(other.at(FLANNEL).isEmpty()).isFalse();
      assertThat(other.at(SETS + "kube-proxy-flannel").isEmpty()).isTrue();
    }
  }

  @Test
  void shouldNeitherTouchNorRemoveAFlannelOfOthers() {
    // given
    server.keep(NAMESPACE, "{\"metadata\":{\"name\":\"kube-flannel\",\"labels\":{\"a\":\"b\"}}}");

    // when, then
    assertThatThrownBy(() -> flannel.install(SPEC))
        .isInstanceOf(RestitchException.class)
        .hasMessageContaining("namespace kube-flannel is not ours");
    flannel.remove();
    assertThat(server.at(NAMESPACE).isEmpty()).isFalse();
    assertThat(server.asked())
        .noneMatch(a -> a.startsWith("PATCH") || a.startsWith("PUT"))
        .doesNotContain("DELETE " + NAMESPACE);
  }

  @Test
  void shouldKeepANamespaceThatSomebodyMadeForIt() {
    // given
    server.keep(
        NAMESPACE,
        "{\"metadata\":{\"name\":\"kube-flannel\",\"labels\":{\"restitch.io/part\":\"flannel\"}}}");
    flannel.install(SPEC);

    // when
    flannel.remove();

    // then
    assertThat(server.at(NAMESPACE).isEmpty()).isFalse();
    assertThat(server.at(FLANNEL).isEmpty()).isTrue();
    assertThat(server.at(NAMESPACE + "/configmaps/kube-flannel-cfg").isEmpty()).isTrue();
  }

  @Test
  void shouldTouchNothingWhileAnEarlierOneStillLeaves() {
    // given
    server.keep(
        NAMESPACE,
        """
        {"metadata":{"name":"kube-flannel","labels":{"restitch.io/part":"flannel"},
                     "deletionTimestamp":"2026-01-01T00:00:00Z"}}
        """);

    // when, then
    assertThatThrownBy(() -> flannel.install(SPEC)).hasMessageContaining("still being removed");
    assertThat(server.asked()).noneMatch(a -> a.startsWith("PATCH") || a.startsWith("PUT"));
  }

  @Test
  void shouldRefuseAKubeProxyThatWouldNotKnowTheNewRange() {
    // given
    server.keep(
        MAPS + "kube-proxy",
        """
        {"metadata":{"name":"kube-proxy","namespace":"kube-system"},
         "data":{"config.conf":"detectLocalMode: InterfaceNamePrefix\\n"}}
        """);

    // when, then
    assertThatThrownBy(() -> flannel.install(SPEC))
        .hasMessageContaining("by the names of their devices");
    assertThat(server.asked()).noneMatch(a -> a.startsWith("PATCH") || a.startsWith("PUT"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        SETS + "kube-proxy-flannel",
        MAPS + "kube-proxy-flannel",
        ROLES + "clusterroles/kube-flannel",
        ROLES + "clusterrolebindings/kube-flannel"
      })
  void shouldLeaveAnObjectOfOthersAloneThatHasANameOfOurs(String taken) {
    // given
    server.keep(taken, "{\"metadata\":{\"name\":\"theirs\",\"labels\":{\"a\":\"b\"}}}");
    JsonNode before = server.at(taken);

    // when, then
    assertThatThrownBy(() -> flannel.install(SPEC))
        .isInstanceOfSatisfying(
            RestitchException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.BLOCKED);
              assertThat(e.remedy()).contains("remove it");
            })
        .hasMessageContaining("is not restitch's");
    assertThat(server.asked()).noneMatch(a -> a.startsWith("PATCH") || a.startsWith("PUT"));

    // when
    flannel.remove();
    flannel.removeSecondKubeProxy();

    // then
    assertThat(server.at(taken)).isEqualTo(before);
  }

  @Test
  void shouldKeepTheClustersOnlyKubeProxyWhateverItsName() {
    // given
    server.forget(SETS + "kube-proxy");
    server.keep(SETS + "kube-proxy-flannel", "{\"metadata\":{\"name\":\"kube-proxy-flannel\"}}");
    flannel.install(SPEC);

    // when
    flannel.removeSecondKubeProxy();

    // then
    assertThat(server.at(SETS + "kube-proxy-flannel")).isNotEmpty();
  }

  private static String without(JsonNode object) {
    ObjectNode copy = (ObjectNode) object.deepCopy();
    copy.withObject("/metadata").remove("resourceVersion");
    return copy.toPrettyString();
  }
}
