package io.restitch.cluster.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.cluster.testing.ApiServer;
import io.restitch.cluster.testing.Likeness;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Calico's agents keep off green nodes; what stood there before is put back to the byte. */
class CalicoFenceTest {
  private static final String NODE = "/apis/apps/v1/namespaces/kube-system/daemonsets/calico-node";
  private static final String INSTALLATION = "/apis/operator.tigera.io/v1/installations/default";
  private static final List<String> OPERATED =
      List.of("calicoNodeDaemonSet", "csiNodeDriverDaemonSet");
  private static final String FENCE =
      "{\"key\":\"restitch.io/fabric\",\"operator\":\"NotIn\",\"values\":[\"flannel\",\"converting\"]}";

  private static final String WITHOUT_AFFINITY = "";
  private static final String POD_AFFINITY = "\"affinity\":{\"podAntiAffinity\":{\"x\":1}},";
  private static final String TWO_TERMS =
      """
      "affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[
        {"matchExpressions":[{"key":"a","operator":"Exists"}]},
        {"matchFields":[{"key":"metadata.name","operator":"In","values":["b"]}]}]}}},
      """;

  private final ApiServer server;
  private final CalicoFence fence;

  CalicoFenceTest() throws IOException {
    server = new ApiServer();
    fence = new CalicoFence(server.api());
  }

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {WITHOUT_AFFINITY, POD_AFFINITY, TWO_TERMS})
  void shouldPutBackWhatWasThereWhenItIsLifted(String affinity) {
    // given
    keep(affinity);
    String before = without(server.at(NODE));

    // when
    fence.raise();
    JsonNode raised = server.at(NODE).deepCopy();
    fence.lift();

    // then
    assertThat(terms(raised))
        .isNotEmpty()
        .allSatisfy(t -> assertThat(t.path("matchExpressions").toString()).contains(FENCE));
    assertThat(without(server.at(NODE))).isEqualTo(before);
  }

  @Test
  void shouldRequireNothingMoreWhenAFenceThatWasRaisedByHandIsLifted() {
    // given: a term that is left empty would match no node at all
    keep(
        """
        "affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":
          {"nodeSelectorTerms":[{"matchExpressions":[%s]}]}}},
        """
            .formatted(FENCE));

    // when
    fence.lift();

    // then
    assertThat(server.at(NODE).at("/spec/template/spec/affinity/nodeAffinity").isEmpty()).isTrue();
  }

  @Test
  void shouldKeepWhatSomebodyChangedMeanwhileWhenItIsLifted() {
    // given
    keep(WITHOUT_AFFINITY);
    fence.raise();
    ((ArrayNode) terms(server.at(NODE)).getFirst().path("matchExpressions"))
        .addObject()
        .put("key", "type")
        .put("operator", "NotIn")
        .putArray("values")
        .add("virtual-kubelet");

    // when
    fence.lift();

    // then
    assertThat(server.at(NODE).at("/spec/template/spec/affinity").toString())
        .contains("virtual-kubelet")
        .doesNotContain("restitch.io/fabric");
    assertThat(server.at(NODE).at("/spec/updateStrategy/type").asString())
        .isEqualTo("RollingUpdate");
    assertThat(server.at(NODE).at("/metadata/annotations").has("restitch.io/fence-before"))
        .isFalse();
  }

  @Test
  void shouldRollNoPodWhenItIsRaised() {
    // given
    keep(WITHOUT_AFFINITY);

    // when
    fence.raise();

    // then: strategy and template in one request
    assertThat(server.asked("PUT " + NODE)).hasSize(1);
    assertThat(server.at(NODE).at("/spec/updateStrategy").toString())
        .isEqualTo("{\"type\":\"OnDelete\"}");
  }

  @Test
  void shouldChangeNothingWhenItIsRaisedOrLiftedTwice() {
    // given
    keep(TWO_TERMS);

    // when
    fence.raise();
    fence.raise();
    fence.lift();
    fence.lift();

    // then
    assertThat(server.asked("PUT " + NODE)).hasSize(2);
  }

  @Test
  void shouldKeepTheFirstNoteWhenSomebodyTookTheAffinityAway() {
    // given
    keep(POD_AFFINITY);
    String before = without(server.at(NODE));
    fence.raise();
    server.keep(NODE, server.at(NODE).toString().replace(FENCE, ""));

    // when
    fence.raise();
    fence.lift();

    // then
    assertThat(without(server.at(NODE))).isEqualTo(before);
  }

  @Test
  void shouldTakeOutOnlyTheFenceWhenItWasRaisedByHand() {
    // given
    keep(TWO_TERMS.replace("{\"key\":\"a\"", FENCE + ",{\"key\":\"a\""));

    // when
    fence.lift();

    // then
    assertThat(server.at(NODE).toString()).doesNotContain("restitch.io/fabric").contains("\"a\"");
  }

  @Test
  void shouldTryAgainWhenSomebodyChangedItMeanwhile() {
    // given
    keep(WITHOUT_AFFINITY);
    server.answer("PUT " + NODE, 409, "{\"message\":\"the object has been modified\"}");

    // when
    fence.raise();

    // then
    assertThat(terms(server.at(NODE))).hasSize(1);
  }

  @Test
  void shouldKeepCanalOffGreenToo() throws IOException {
    // given
    new Likeness(server).keep(List.of("canal"));
    String canal = "/apis/apps/v1/namespaces/kube-system/daemonsets/canal";
    String before = server.at(canal).path("spec").toString();

    // when
    fence.raise();
    JsonNode raised = server.at(canal).deepCopy();
    fence.lift();

    // then
    assertThat(terms(raised)).singleElement().asString().contains(FENCE);
    assertThat(raised.at("/spec/updateStrategy/type").asString()).isEqualTo("OnDelete");
    assertThat(server.at(canal).path("spec").toString()).isEqualTo(before);
    assertThat(server.at(canal).toString()).doesNotContain("restitch.io");
  }

  @Test
  void shouldFenceEachDaemonSetThatAManifestMakes() throws IOException {
    // given: csi-driver.yaml beside calico.yaml
    new Likeness(server).keep(List.of("manifest"));
    String driver = "/apis/apps/v1/namespaces/calico-system/daemonsets/csi-node-driver";
    server.keep(
        driver,
        server
            .at(NODE)
            .toString()
            .replace("calico-node", "csi-node-driver")
            .replace("kube-system", "calico-system"));

    // when
    fence.raise();

    // then
    assertThat(terms(server.at(NODE))).hasSize(1);
    assertThat(terms(server.at(driver))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"cni\":{\"type\":\"Calico\"}}",
        "{\"calicoNodeDaemonSet\":{\"spec\":{\"minReadySeconds\":5}}}",
        "{\"csiNodeDriverDaemonSet\":{\"spec\":{\"template\":{\"spec\":{\"tolerations\":[]}}}}}"
      })
  void shouldChangeTheInstallationWhereTheOperatorMakesTheDaemonSets(String spec)
      throws IOException {
    // given
    operated(spec);
    String before = without(server.at(INSTALLATION));

    // when
    fence.raise();
    JsonNode raised = server.at(INSTALLATION).deepCopy();
    fence.lift();

    // then
    for (String set : OPERATED) {
      assertThat(raised.at("/spec/" + set + "/spec/template/spec/affinity").toString())
          .contains(FENCE)
          .contains("{\"key\":\"kubernetes.io/os\",\"operator\":\"In\",\"values\":[\"linux\"]}");
    }
    assertThat(raised.at("/spec").has("updateStrategy")).isFalse();
    assertThat(without(server.at(INSTALLATION))).isEqualTo(before);
    assertThat(server.asked()).noneMatch(a -> a.startsWith("PUT /apis/apps/"));
  }

  @Test
  void shouldKeepTermsOfTheInstallationsOwn() throws IOException {
    // given: one term is enough to get in
    operated(
        "{\"calicoNodeDaemonSet\":{\"spec\":{\"template\":{\"spec\":{"
            + TWO_TERMS.strip().replaceFirst(",$", "")
            + "}}}}}");
    String before = without(server.at(INSTALLATION));

    // when
    fence.raise();
    JsonNode raised = server.at(INSTALLATION).deepCopy();
    fence.lift();

    // then
    assertThat(terms(raised.at("/spec/calicoNodeDaemonSet")))
        .hasSize(2)
        .allSatisfy(
            t -> assertThat(t.toString()).contains(FENCE).doesNotContain("kubernetes.io/os"));
    assertThat(without(server.at(INSTALLATION))).isEqualTo(before);
  }

  @Test
  void shouldRaiseWhatIsMissingOfIt() throws IOException {
    // given: somebody took one of the two away
    operated("{}");
    fence.raise();
    ((ObjectNode) server.at(INSTALLATION).path("spec")).remove("csiNodeDriverDaemonSet");

    // when
    fence.raise();
    fence.raise();

    // then
    assertThat(server.asked("PUT " + INSTALLATION)).hasSize(2);
    assertThat(server.at(INSTALLATION).at("/spec/csiNodeDriverDaemonSet").toString())
        .contains(FENCE);

    // when
    fence.lift();

    // then
    assertThat(server.at(INSTALLATION).path("spec")).isEmpty();
  }

  @Test
  void shouldKeepWhatSomebodyToldTheOperatorMeanwhile() throws IOException {
    // given
    operated("{}");
    fence.raise();
    ((ObjectNode) server.at(INSTALLATION).at("/spec/calicoNodeDaemonSet/spec"))
        .put("minReadySeconds", 5);

    // when
    fence.lift();

    // then
    assertThat(server.at(INSTALLATION).toString())
        .contains("\"minReadySeconds\":5")
        .doesNotContain("restitch.io/fabric");
  }

  @Test
  void shouldSayWhatItLooksForWhenThereIsNoCalico() {
    list("");

    assertThatThrownBy(fence::raise)
        .isInstanceOf(RestitchException.class)
        .hasMessageContaining("k8s-app");
  }

  /** Calico by its operator, which owns what it makes. */
  private void operated(String spec) throws IOException {
    new Likeness(server).keep(List.of("operator-crds", "operator"));
    for (String set : List.of("calico-node", "csi-node-driver")) {
      String path = "/apis/apps/v1/namespaces/calico-system/daemonsets/" + set;
      ((ObjectNode) server.at(path))
          .withObject("/metadata")
          .putArray("ownerReferences")
          .addObject()
          .put("apiVersion", "operator.tigera.io/v1")
          .put("kind", "Installation");
    }
    server.keep(
        INSTALLATION,
        "{\"metadata\":{\"name\":\"default\",\"annotations\":{\"theirs\":\"1\"}},\"spec\":"
            + spec
            + "}");
  }

  private void keep(String affinity) {
    String set =
        """
        {"metadata":{"name":"calico-node","namespace":"kube-system","annotations":{"theirs":"1"}},
         "spec":{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":1}},
           "template":{"metadata":{"labels":{"k8s-app":"calico-node"}},
             "spec":{%s "hostNetwork":true}}}}
        """
            .formatted(affinity);
    server.keep(NODE, set);
    list(set);
  }

  private void list(String set) {
    server.keep("/apis/apps/v1/daemonsets", "{\"metadata\":{},\"items\":[" + set + "]}");
  }

  private static List<JsonNode> terms(JsonNode set) {
    return set.at(
            "/spec/template/spec/affinity/nodeAffinity"
                + "/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms")
        .valueStream()
        .toList();
  }

  /** All but what changes with each write. */
  private static String without(JsonNode object) {
    JsonNode copy = object.deepCopy();
    ((ObjectNode) copy.path("metadata")).remove("resourceVersion");
    return copy.toPrettyString();
  }
}
