package io.restitch.cluster.objects;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.cluster.testing.ApiServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is Calico's, and what merely looks like it. */
class CalicoInventoryTest {
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
  private static final String CANALS = RBAC + "clusterroles/flannel";

  @SuppressWarnings("NullAway.Init")
  private ApiServer server;

  @BeforeEach
  void serve() throws IOException {
    server = new ApiServer();
    server.keep("/apis", "{\"groups\": []}");
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void shouldFindDefinitionsByTheirGroupAndNotByTheirName() {
    server.keep(
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        list(
            "ippools.crd.projectcalico.org",
            "calicoguides.example.com",
            "clusternetworkpolicies.policy.networking.k8s.io",
            "x.notprojectcalico.org"));

    assertThat(found().objects())
        .containsExactly("CustomResourceDefinition/ippools.crd.projectcalico.org");
  }

  @Test
  void shouldLeaveAnApiServiceThatComesFromADefinition() {
    server.keep(
        "/apis/apiregistration.k8s.io/v1/apiservices/v3.projectcalico.org",
        "{\"metadata\": {\"name\": \"v3.projectcalico.org\"}, \"spec\": {}}");

    assertThat(found().objects()).isEmpty();
  }

  @Test
  void shouldTakeCanalsRoleOnlyWhereNobodyElseUsesIt() {
    server.keep(CANALS, "{\"metadata\": {\"name\": \"flannel\"}}");
    server.keep(RBAC + "clusterrolebindings", bindings("canal-flannel"));
    assertThat(found().objects()).containsExactly("ClusterRole/flannel");

    server.keep(RBAC + "clusterrolebindings", bindings("canal-flannel", "flannel"));
    assertThat(found().objects()).isEmpty();
    assertThat(found().staying())
        .containsEntry("ClusterRole/flannel", "ClusterRoleBinding flannel uses it");

    server.keep(RBAC + "clusterrolebindings", bindings());
    assertThat(found().objects()).isEmpty();
  }

  @Test
  void shouldFindRolesThatTheOperatorOwns() {
    server.keep(
        RBAC + "clusterroles",
        """
        {"items": [
          {"metadata": {"name": "tigera-x", "ownerReferences": [
            {"apiVersion": "operator.tigera.io/v1", "kind": "Installation", "name": "default"}]}},
          {"metadata": {"name": "mentions-projectcalico"}}]}
        """);

    assertThat(found().objects()).containsExactly("ClusterRole/tigera-x");
  }

  @Test
  void shouldLeaveANamespaceInWhichSomebodyKeepsSomething() {
    server.keep(
        "/api/v1/namespaces/calico-system", "{\"metadata\": {\"name\": \"calico-system\"}}");
    server.keep("/api/v1/namespaces/calico-system/configmaps", list("kube-root-ca.crt"));
    assertThat(found().objects()).containsExactly("Namespace/calico-system");

    server.keep(
        "/api/v1/namespaces/calico-system/configmaps", list("kube-root-ca.crt", "dashboards"));
    assertThat(found().objects()).isEmpty();
    assertThat(found().staying())
        .containsEntry("Namespace/calico-system", "ConfigMap dashboards is not Calico's");
  }

  private CalicoInventory.Found found() {
    return new CalicoInventory(server.api()).look();
  }

  private static String list(String... names) {
    StringBuilder items = new StringBuilder();
    for (String name : names) {
      items
          .append(items.isEmpty() ? "" : ",")
          .append("{\"metadata\": {\"name\": \"%s\"}}".formatted(name));
    }
    return "{\"items\": [" + items + "]}";
  }

  private static String bindings(String... names) {
    StringBuilder items = new StringBuilder();
    for (String name : names) {
      items
          .append(items.isEmpty() ? "" : ",")
          .append(
              "{\"metadata\": {\"name\": \"%s\"}, \"roleRef\": {\"kind\": \"ClusterRole\", \"name\": \"flannel\"}}"
                  .formatted(name));
    }
    return "{\"items\": [" + items + "]}";
  }
}
