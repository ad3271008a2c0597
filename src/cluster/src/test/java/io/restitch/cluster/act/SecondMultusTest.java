package io.restitch.cluster.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.plan.FlannelSpec;
import io.restitch.core.plan.Settings;
import io.restitch.core.problem.RestitchException;
import io.restitch.render.FlannelManifest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A Multus for each fabric where one cannot serve both; afterwards all is as it was. */
class SecondMultusTest {
  private static final String SETS = "/apis/apps/v1/namespaces/kube-system/daemonsets/";
  private static final String MAPS = "/api/v1/namespaces/kube-system/configmaps/";
  private static final String SET = SETS + "kube-multus-ds";
  private static final String COPY = SET + "-flannel";
  private static final String MAP = MAPS + "multus-daemon-config";

  /** As the manifest for the thick one has it, with settings that name Calico's configuration. */
  private static final String CONFIG =
      """
      {
          "chrootDir": "/hostroot",
          "cniVersion": "0.3.1",
          "cniConfigDir": "/host/etc/cni/net.d",
          "multusMasterCNI": "10-calico.conflist",
          "clusterNetwork": "k8s-pod-network",
          "readinessindicatorfile": "/host/etc/cni/net.d/10-calico.conflist"
      }
      """;

  private static final String ON_FLANNEL =
      CONFIG.replace("10-calico", "10-flannel").replace("k8s-pod-network", "cbr0");
  private static final String THICK = "\"command\":[\"/usr/src/multus-cni/bin/multus-daemon\"]";
  private static final String THIN =
      "\"command\":[\"/thin_entrypoint\"],\"args\":[\"--multus-conf-file=auto\","
          + "\"--multus-master-cni-file-name=10-canal.conflist\","
          + "\"--readiness-indicator-file=/host/etc/cni/net.d/10-canal.conflist\"]";

  private final ApiServer server;
  private final SecondMultus multus;

  SecondMultusTest() throws IOException {
    server = new ApiServer();
    multus = new SecondMultus(server.api());
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldGiveGreenNodesACopyWithFlannelsNamesInItsConfigMap() {
    // given
    thick("multus-daemon-config");

    // when
    multus.install();

    // then
    assertThat(data(MAP + "-flannel")).isEqualTo(ON_FLANNEL);
    assertThat(data(MAP)).isEqualTo(CONFIG);
    JsonNode copy = server.at(COPY);
    assertThat(copy.at("/metadata/labels").toString())
        .isEqualTo("{\"restitch.io/part\":\"flannel\",\"restitch.io/copy-of\":\"kube-multus-ds\"}");
    assertThat(copy.at("/spec/selector").toString())
        .isEqualTo("{\"matchLabels\":{\"restitch.io/copy-of\":\"kube-multus-ds\"}}");
    assertThat(copy.at("/spec/template/metadata/labels").toString())
        .isEqualTo("{\"restitch.io/copy-of\":\"kube-multus-ds\"}");
    assertThat(copy.at("/spec/template/spec/nodeSelector").toString())
        .isEqualTo("{\"kubernetes.io/os\":\"linux\",\"restitch.io/fabric\":\"flannel\"}");
    assertThat(copy.at("/spec/template/spec/volumes/1/configMap").toString())
        .isEqualTo(
            "{\"name\":\"multus-daemon-config-flannel\",\"items\":"
                + "[{\"key\":\"daemon-config.json\",\"path\":\"daemon-config.json\"}]}");
  }

  @Test
  void shouldGiveGreenNodesACopyWithFlannelsNamesInItsArguments() {
    // given
    keep(THIN, "multus-cni-config");

    // when
    multus.install();

    // then
    JsonNode copy = server.at(COPY);
    assertThat(copy.at("/spec/template/spec/containers/0/args").toString())
        .contains("--multus-master-cni-file-name=10-flannel.conflist")
        .contains("--readiness-indicator-file=/host/etc/cni/net.d/10-flannel.conflist")
        .doesNotContain("canal");
    assertThat(copy.at("/spec/template/spec/volumes/1/configMap/name").asString())
        .isEqualTo("multus-cni-config");
    assertThat(server.asked()).noneMatch(a -> a.contains("configmaps"));
  }

  @Test
  void shouldKeepTheOriginalOffGreenNodesOnlyWhenTheCopyIsThereAndRollNone() {
    // given
    thick("multus-daemon-config");

    // when
    multus.install();

    // then: strategy and template in one request
    assertThat(changes())
        .containsExactly("PATCH " + MAP + "-flannel", "PATCH " + COPY, "PUT " + SET);
    JsonNode first = server.at(SET);
    assertThat(first.at("/spec/updateStrategy/type").asString()).isEqualTo("OnDelete");
    assertThat(first.at("/spec/template/spec/affinity").toString())
        .contains("\"operator\":\"NotIn\",\"values\":[\"flannel\"]");
  }

  @Test
  void shouldLetNeitherBeginWhereTheOtherIs() {
    // given
    thick("multus-daemon-config");

    // when
    multus.install();

    // then: schedulers keep a required anti-affinity both ways
    assertThat(server.at(COPY).at("/spec/template/spec/affinity/podAntiAffinity").toString())
        .isEqualTo(
            "{\"requiredDuringSchedulingIgnoredDuringExecution\":[{\"topologyKey\":"
                + "\"kubernetes.io/hostname\",\"labelSelector\":{\"matchLabels\":"
                + "{\"name\":\"multus\"}}}]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"multus-daemon-config", "multus-7f2b"})
  void shouldLeaveAllAsItWasWhenItIsRemoved(String map) {
    // given
    thick(map);
    String set = without(server.at(SET));
    String before = server.at(MAPS + map).toString();
    multus.install();

    // when
    multus.remove();
    multus.remove();

    // then: the ConfigMap was never written
    assertThat(without(server.at(SET))).isEqualTo(set);
    assertThat(server.at(MAPS + map).toString()).isEqualTo(before);
    assertThat(server.at(COPY).isEmpty()).isTrue();
    assertThat(server.at(MAPS + map + "-flannel").isEmpty()).isTrue();
  }

  @Test
  void shouldMakeTheSameWhenItIsInstalledTwice() {
    // given
    thick("multus-7f2b");
    multus.install();
    String set = server.at(SET).toString();
    String copy = without(server.at(COPY));
    String map = without(server.at(MAPS + "multus-7f2b-flannel"));

    // when
    multus.install();

    // then
    assertThat(server.at(SET).toString()).isEqualTo(set);
    assertThat(without(server.at(COPY))).isEqualTo(copy);
    assertThat(without(server.at(MAPS + "multus-7f2b-flannel"))).isEqualTo(map);
    assertThat(server.asked("PUT " + SET)).hasSize(1);
  }

  @Test
  void shouldGiveTheOriginalFlannelsNamesBeforeItsFenceFallsAndTheCopyGoes() {
    // given
    thick("multus-daemon-config");
    multus.install();
    int before = changes().size();

    // when
    multus.open();

    // then
    assertThat(changes().subList(before, changes().size()))
        .containsExactly(
            "PATCH " + MAP, "PUT " + SET, "DELETE " + MAP + "-flannel", "DELETE " + COPY);
    assertThat(data(MAP)).isEqualTo(ON_FLANNEL);
    JsonNode set = server.at(SET);
    assertThat(set.at("/spec/template/spec/affinity").isMissingNode()).isTrue();
    assertThat(set.at("/spec/updateStrategy/type").asString()).isEqualTo("RollingUpdate");
    assertThat(set.at("/metadata/annotations").toString()).isEqualTo("{\"theirs\":\"1\"}");
  }

  @Test
  void shouldChangeArgumentsAndFenceInOneRequestAndNothingWhenItIsOpenedAgain() {
    // given
    keep(THIN, "multus-cni-config");
    multus.install();
    int before = changes().size();

    // when
    multus.open();
    multus.open();

    // then
    assertThat(changes().subList(before, changes().size()))
        .containsExactly("PUT " + SET, "DELETE " + COPY);
    assertThat(server.at(SET).at("/spec/template/spec/containers/0/args").toString())
        .contains("10-flannel.conflist")
        .doesNotContain("canal");
  }

  @Test
  void shouldGoOnWhereItWasKilledBeforeTheCopyWent() {
    // given: the fence fell, and nothing came after that
    thick("multus-daemon-config");
    multus.install();
    server.answer("DELETE " + MAP + "-flannel", 403, "{}");
    assertThatThrownBy(multus::open).isInstanceOf(RestitchException.class);

    // when
    multus.open();

    // then
    assertThat(server.at(COPY).isEmpty()).isTrue();
    assertThat(server.at(MAP + "-flannel").isEmpty()).isTrue();
    assertThat(server.asked("PATCH " + MAP)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "/apis/apps/v1/namespaces/kube-system/daemonsets/kube-multus-ds-flannel",
    "/api/v1/namespaces/kube-system/configmaps/multus-daemon-config-flannel"
  })
  void shouldTouchNothingWhereTheCopysNameIsTaken(String path) {
    // given
    thick("multus-daemon-config");
    String name = path.substring(path.lastIndexOf('/') + 1);
    server.keep(path, "{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"kube-system\"}}");

    // when, then
    assertThatThrownBy(multus::install)
        .hasMessageContaining("kube-system/" + name + " is not ours")
        .satisfies(e ->
            assertThat(((RestitchException) e).remedy()).contains("rename", "no copy is made"));
    assertThat(changes()).isEmpty();
    multus.remove();
    assertThat(server.at(path).isEmpty()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"cniVersion\":\"0.3.1\"}",
        "{\"cniVersion\":\"1.0.0\",\"multusMasterCNI\":\"10-calico.conflist\"}",
        "{\"readinessindicatorfile\":\"/var/lib/calico/nodename\"}"
      })
  void shouldCopyNoneThatServesBothOrWhoseCopyWouldNotServe(String config) {
    // given
    keep(THICK, "multus-daemon-config");
    keepMap("multus-daemon-config", config);

    // when
    multus.install();
    multus.open();
    multus.remove();

    // then
    assertThat(changes()).isEmpty();
  }

  @Test
  void shouldRemoveACopyWhoseOriginalIsGone() {
    // given
    thick("multus-daemon-config");
    multus.install();
    server.api().require(Call.delete(SET, "{}", "it"));

    // when
    multus.remove();

    // then
    assertThat(server.at(COPY).isEmpty()).isTrue();
    assertThat(server.at(MAP + "-flannel").isEmpty()).isTrue();
  }

  @Test
  void shouldComeBeforeFlannelsDaemonSetAndBeOpenedAfterIt() {
    // given
    thick("multus-daemon-config");
    FlannelObjects flannel = new FlannelObjects(server.api());
    FlannelSpec spec = FlannelSpec.of(Settings.DEFAULT);
    String own = "PATCH /apis/apps/v1/namespaces/kube-flannel/daemonsets/kube-flannel-ds";

    // when
    flannel.install(spec);
    List<String> installed = changes();
    flannel.open(spec);

    // then
    assertThat(installed).containsSubsequence("PUT " + SET, own);
    assertThat(changes().subList(installed.size(), changes().size()))
        .containsSubsequence(own, "PUT " + SET, "DELETE " + COPY);
  }

  @Test
  void shouldKnowWhatOurFlannelsConfigurationIsCalled() {
    assertThat(FlannelManifest.of(FlannelSpec.of(Settings.DEFAULT)))
        .contains("/etc/cni/net.d/10-flannel.conflist", "\"name\": \"cbr0\"");
  }

  private List<String> changes() {
    return server.asked().stream().filter(a -> !a.startsWith("GET ")).toList();
  }

  private String data(String map) {
    return server.at(map).path("data").path("daemon-config.json").asString("");
  }

  private void thick(String map) {
    keep(THICK, map);
    keepMap(map, CONFIG);
  }

  private void keepMap(String name, String config) {
    ObjectNode map =
        (ObjectNode)
            Json.tree("{\"metadata\":{\"namespace\":\"kube-system\",\"name\":\"" + name + "\"}}");
    map.withObject("/data").put("daemon-config.json", config);
    server.keep(MAPS + name, map.toString());
  }

  private void keep(String container, String map) {
    server.keep(
        SET,
        """
        {"metadata":{"name":"kube-multus-ds","namespace":"kube-system",
                     "annotations":{"theirs":"1"}},
         "spec":{"selector":{"matchLabels":{"name":"multus"}},
           "updateStrategy":{"type":"RollingUpdate"},
           "template":{"metadata":{"labels":{"app":"multus","name":"multus"}},
             "spec":{"hostNetwork":true,"nodeSelector":{"kubernetes.io/os":"linux"},
               "containers":[{"name":"kube-multus",
                 "image":"ghcr.io/k8snetworkplumbingwg/multus-cni:snapshot",%s}],
               "volumes":[{"name":"cni","hostPath":{"path":"/etc/cni/net.d"}},
                 {"name":"config","configMap":{"name":"%s","items":
                   [{"key":"daemon-config.json","path":"daemon-config.json"}]}}]}}}}
        """
            .formatted(container, map));
  }

  private static String without(JsonNode object) {
    ObjectNode copy = (ObjectNode) object.deepCopy();
    copy.withObject("/metadata").remove("resourceVersion");
    return copy.toPrettyString();
  }
}
