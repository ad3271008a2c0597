package io.restitch.cluster.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.fact.PoliciesFact;
import io.restitch.core.fact.PolicyEnforcer;
import io.restitch.core.fact.PolicyEnforcer.Reach;
import io.restitch.core.fact.PolicyKind;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which policies are listed, and as what. */
class PolicyObjectsTest {
  private static final String STORED = "/apis/crd.projectcalico.org/v1";
  private static final String VIEW = "/apis/projectcalico.org/v3";

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
  void shouldFindNothingInAClusterThatKnowsNoPolicies() {
    assertThat(look()).isEqualTo(PoliciesFact.NONE);
  }

  @Test
  void shouldNamePoliciesWithTheirNamespaces() {
    server
        .keep("/apis/networking.k8s.io/v1/networkpolicies", list(in("shop", "cart"), in("a", "b")))
        .keep(
            "/apis/policy.networking.k8s.io/v1alpha1/adminnetworkpolicies", list(named("tenants")))
        .keep("/apis/policy.networking.k8s.io/v1alpha2/clusternetworkpolicies", list(named("c")));

    assertThat(look().objects())
        .containsEntry(PolicyKind.NETWORK_POLICY, new TreeSet<>(Set.of("a/b", "shop/cart")))
        .containsEntry(PolicyKind.ADMIN_NETWORK_POLICY, new TreeSet<>(Set.of("tenants")))
        .containsEntry(PolicyKind.CLUSTER_NETWORK_POLICY, new TreeSet<>(Set.of("c")))
        .hasSize(3);
  }

  @Test
  void shouldCountWhatCalicoKeepsOnceThoughAnApiServerOfItsShowsItAgain() {
    serve(STORED, "NetworkPolicy networkpolicies", "ClusterInformation clusterinformations");
    serve(VIEW, "NetworkPolicy networkpolicies");
    server
        .keep("/apis", groups("crd.projectcalico.org/v1", "projectcalico.org/v3"))
        .keep(STORED + "/networkpolicies", list(in("shop", "default.pay")))
        .keep(VIEW + "/networkpolicies", list(in("shop", "default.pay")))
        .keep(
            STORED + "/clusterinformations",
            list(
                "{\"metadata\": {\"name\": \"default\"}, \"spec\": {\"calicoVersion\": \"v3.31.2\"}}"));

    PoliciesFact found = look();

    assertThat(found.objects())
        .containsOnlyKeys(PolicyKind.CALICO_NETWORK_POLICY)
        .containsValue(new TreeSet<>(Set.of("shop/default.pay")));
    assertThat(found.calicoVersion()).isEqualTo("v3.31.2");
    assertThat(found.calicoGroup()).isEqualTo("crd.projectcalico.org");
    assertThat(server.asked()).doesNotContain("GET " + VIEW + "/networkpolicies");
  }

  @Test
  void shouldListWhatCalicoKeepsInItsOtherGroupWhereThatIsTheOnlyOne() {
    serve(VIEW, "GlobalNetworkPolicy globalnetworkpolicies");
    server
        .keep("/apis", groups("projectcalico.org/v3"))
        .keep(VIEW + "/globalnetworkpolicies", list(named("deny")));

    PoliciesFact found = look();

    assertThat(found.objects()).containsOnlyKeys(PolicyKind.GLOBAL_NETWORK_POLICY);
    assertThat(found.calicoGroup()).isEqualTo("projectcalico.org");
  }

  @Test
  void shouldLeaveOutWhatCalicoMakesForItself() {
    serve(
        STORED,
        "Tier tiers",
        "HostEndpoint hostendpoints",
        "GlobalNetworkPolicy globalnetworkpolicies");
    server
        .keep("/apis", groups("crd.projectcalico.org/v1"))
        .keep(STORED + "/tiers", list(named("default"), named("kube-admin"), named("security")))
        .keep(
            STORED + "/hostendpoints",
            list(
                named("w-1-eth0"),
                """
                {"metadata": {"name": "w-1-auto-hep",
                 "labels": {"projectcalico.org/created-by": "calico-kube-controllers"}}}
                """))
        .keep(
            STORED + "/globalnetworkpolicies",
            list(
                """
                {"metadata": {"name": "calico-system.default-deny", "ownerReferences": [
                  {"apiVersion": "operator.tigera.io/v1", "kind": "Installation", "name": "default"}]}}
                """));

    assertThat(look().objects())
        .containsEntry(PolicyKind.TIER, new TreeSet<>(Set.of("security")))
        .containsEntry(PolicyKind.HOST_ENDPOINT, new TreeSet<>(Set.of("w-1-eth0")))
        .containsEntry(PolicyKind.AUTO_HOST_ENDPOINT, new TreeSet<>(Set.of("w-1-auto-hep")))
        .hasSize(3);
  }

  @Test
  void shouldFindDaemonSetsThatEnforcePolicies() {
    server.keep(
        "/apis/apps/v1/daemonsets",
        list(
            """
            {"metadata": {"namespace": "kube-system", "name": "kube-network-policies"},
             "spec": {"template": {"spec": {
               "tolerations": [{"operator": "Exists"}],
               "containers": [{"image": "registry.k8s.io/networking/kube-network-policies:v1.1.1"}]}}}}
            """,
            """
            {"metadata": {"namespace": "kube-system", "name": "kube-proxy"},
             "spec": {"template": {"spec": {"containers": [{"image": "kube-proxy:v1.34.3"}]}}}}
            """));

    assertThat(look().enforcers())
        .containsExactly(
            new PolicyEnforcer(
                "kube-system/kube-network-policies",
                false,
                Reach.EVERY_NODE,
                Set.of(PolicyKind.NETWORK_POLICY)));
  }

  @Test
  void shouldNotTakeARefusalForAnAbsence() {
    server.answer("GET /apis/networking.k8s.io/v1/networkpolicies", 403, "{}");

    RestitchException e = catchThrowableOfType(RestitchException.class, this::look);

    assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN);
  }

  private PoliciesFact look() {
    return new PolicyObjects(server.api()).look();
  }

  /** Kinds of a group, each as {@code Kind plural}. */
  private void serve(String path, String... kinds) {
    StringBuilder resources = new StringBuilder();
    for (String kind : kinds) {
      String[] words = kind.split(" ");
      resources
          .append(resources.isEmpty() ? "" : ",")
          .append(
              "{\"name\": \"%s\", \"kind\": \"%s\", \"verbs\": [\"list\"]}"
                  .formatted(words[1], words[0]));
    }
    server.keep(path, "{\"resources\": [" + resources + "]}");
  }

  private static String groups(String... groupVersions) {
    StringBuilder groups = new StringBuilder();
    for (String each : groupVersions) {
      String[] words = each.split("/");
      groups
          .append(groups.isEmpty() ? "" : ",")
          .append(
              "{\"name\": \"%s\", \"preferredVersion\": {\"version\": \"%s\"}}"
                  .formatted(words[0], words[1]));
    }
    return "{\"groups\": [" + groups + "]}";
  }

  private static String list(String... objects) {
    return "{\"items\": [" + String.join(",", objects) + "]}";
  }

  private static String named(String name) {
    return "{\"metadata\": {\"name\": \"" + name + "\"}}";
  }

  private static String in(String namespace, String name) {
    return "{\"metadata\": {\"namespace\": \"%s\", \"name\": \"%s\"}}".formatted(namespace, name);
  }
}
