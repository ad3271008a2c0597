package io.restitch.cluster.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One of Calico's objects goes, whoever should have let it go. */
class CalicoRemovalTest {
  private static final String ROLE = "/apis/rbac.authorization.k8s.io/v1/clusterroles/calico-node";
  private static final String ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
  private static final String CRD =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/networksets.crd.projectcalico.org";

  @SuppressWarnings("NullAway.Init")
  private ApiServer server;

  @BeforeEach
  void serve() throws IOException {
    server = new ApiServer();
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void shouldTakeCalicosFinalizersOffAndLeaveThoseOfOthers() {
    server.keep(
        ROLE,
        """
        {"metadata": {"name": "calico-node",
                      "finalizers": ["tigera.io/cni-protector", "example.com/audit"]}}
        """);

    removal().remove("ClusterRole/calico-node");

    JsonNode patch = server.asked("PATCH " + ROLE).getFirst().body();
    assertThat(patch.at("/metadata/finalizers").valueStream().map(JsonNode::asString))
        .containsExactly("example.com/audit");
    assertThat(server.asked()).endsWith("DELETE " + ROLE, "GET " + ROLE);
  }

  @Test
  void shouldNameWhatHoldsAnObjectThatDoesNotGo() {
    server.keep(
        ROLE,
        "{\"metadata\": {\"name\": \"calico-node\", \"finalizers\": [\"example.com/audit\"]}}");
    server.answer("DELETE " + ROLE, 200, "{}");

    assertThatThrownBy(() -> removal(Duration.ofMillis(200)).remove("ClusterRole/calico-node"))
        .isInstanceOfSatisfying(
            RestitchException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRANSIENT))
        .hasMessageContaining("finalizers example.com/audit");
  }

  @Test
  void shouldNotWaitForWhatIsMadeAgainUnderThatName() {
    // given: definitions of its group are there, and the API server serves these itself from now on
    String service = "/apis/apiregistration.k8s.io/v1/apiservices/v3.projectcalico.org";
    server.keep(service, "{\"metadata\": {}, \"spec\": {\"service\": {\"name\": \"calico-api\"}}}");
    server.lost(
        "DELETE " + service,
        () -> server.keep(service, "{\"metadata\": {}, \"spec\": {}}"),
        200,
        "{}");

    // when
    removal().remove("APIService/v3.projectcalico.org");

    // then
    assertThat(server.asked("DELETE " + service)).hasSize(1);
    assertThat(server.at(service).at("/spec/service").isMissingNode()).isTrue();
  }

  @Test
  void shouldLetGoOfObjectsInEveryNamespaceWhileTheirDefinitionGoes() {
    server.keep(
        CRD,
        """
        {"metadata": {"name": "networksets.crd.projectcalico.org"},
         "spec": {"group": "crd.projectcalico.org", "names": {"plural": "networksets"},
                  "versions": [{"name": "v1", "served": true, "storage": true}]}}
        """);
    server.keep(
        "/apis/crd.projectcalico.org/v1/networksets",
        """
        {"items": [{"metadata": {"name": "held", "namespace": "shop",
          "deletionTimestamp": "2026-01-01T00:00:00Z",
          "finalizers": ["projectcalico.org/tier-controller"]}}]}
        """);
    String held = "/apis/crd.projectcalico.org/v1/namespaces/shop/networksets/held";
    server.keep(held, "{\"metadata\": {\"name\": \"held\"}}");

    removal().remove("CustomResourceDefinition/networksets.crd.projectcalico.org");

    assertThat(server.asked("PATCH " + held).getFirst().body().at("/metadata/finalizers"))
        .isEmpty();
  }

  @Test
  void shouldFindWhatThisClusterServesInAnOlderVersionOnly() {
    String beta =
        "/apis/admissionregistration.k8s.io/v1beta1/mutatingadmissionpolicies/"
            + "tierlabel.policy.projectcalico.org";
    server.keep(beta, "{\"metadata\": {\"name\": \"tierlabel.policy.projectcalico.org\"}}");

    removal().remove("MutatingAdmissionPolicy/tierlabel.policy.projectcalico.org");

    assertThat(server.asked()).endsWith("DELETE " + beta, "GET " + beta);
  }

  @Test
  void shouldLeaveARoleOfTheOperatorsToTheGarbageCollector() {
    String one = "{\"items\": [{\"metadata\": {\"name\": \"tigera-x\"}}]}";
    server.answer("GET " + ROLES, 200, one).answer("GET " + ROLES, 200, "{\"items\": []}");

    removal().remove("ClusterRole/tigera-x");

    assertThat(server.asked()).isEqualTo(List.of("GET " + ROLES, "GET " + ROLES));
    assertThat(server.asked("GET " + ROLES).getFirst().query())
        .isEqualTo("fieldSelector=metadata.name=tigera-x");
  }

  private CalicoRemoval removal() {
    return removal(Duration.ofSeconds(30));
  }

  private CalicoRemoval removal(Duration limit) {
    return new CalicoRemoval(server.api(), Duration.ofMillis(1), limit);
  }
}
