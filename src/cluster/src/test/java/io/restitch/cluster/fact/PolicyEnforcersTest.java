package io.restitch.cluster.fact;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.restitch.core.Names;
import io.restitch.core.fact.PolicyEnforcer;
import io.restitch.core.fact.PolicyEnforcer.Reach;
import io.restitch.core.fact.PolicyKind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a DaemonSet enforces, by its image, its flags and where it may run. */
class PolicyEnforcersTest {
  private static final String IMAGE = "registry.k8s.io/networking/kube-network-policies:v1.1.1";

  @ParameterizedTest
  @ValueSource(
      strings = {
        IMAGE,
        "kube-network-policies",
        "mirror.example:5000/k8s/kube-network-policies:v1.0.0",
        "mirror.example:5000/kube-network-policies@sha256:0011"
      })
  void shouldKnowItByTheNameOfItsImage(String image) {
    assertThat(PolicyEnforcers.of(running(image)))
        .hasValueSatisfying(e -> assertThat(e.kinds()).containsExactly(PolicyKind.NETWORK_POLICY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kube-proxy:v1.34.3", "x/my-kube-network-policies:v1", "x/kube:v1"})
  void shouldNotTakeAnotherImageForIt(String image) {
    assertThat(PolicyEnforcers.of(running(image))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "-npa-v1alpha1,--v=2,true,true,false",
    "-npa-v1alpha1@sha256:0011,--v=2,true,true,false",
    "-npa-v1alpha2,--v=2,false,false,true",
    "'',--admin-network-policy=true,true,false,false",
    "'',-baseline-admin-network-policy,false,true,false",
    "'',--admin-network-policy=false,false,false,false"
  })
  void shouldKnowPoliciesOfAdministratorsByFlavourAndFlags(
      String flavour, String flag, boolean admin, boolean baseline, boolean cluster) {
    DaemonSet set =
        new DaemonSetBuilder(running(IMAGE + flavour))
            .editSpec()
            .editTemplate()
            .editSpec()
            .editFirstContainer()
            .withArgs("/bin/netpol", flag)
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();

    PolicyEnforcer enforcer = PolicyEnforcers.of(set).orElseThrow();

    assertThat(enforcer.kinds().contains(PolicyKind.ADMIN_NETWORK_POLICY)).isEqualTo(admin);
    assertThat(enforcer.kinds().contains(PolicyKind.BASELINE_ADMIN_NETWORK_POLICY))
        .isEqualTo(baseline);
    assertThat(enforcer.kinds().contains(PolicyKind.CLUSTER_NETWORK_POLICY)).isEqualTo(cluster);
  }

  @ParameterizedTest
  @CsvSource({
    "kubernetes.io/os,linux,EVERY_NODE",
    Names.FABRIC + ",flannel,GREEN",
    Names.FABRIC + ",calico,SOME",
    "pool,edge,SOME"
  })
  void shouldKnowWhereItMayRunByItsNodeSelector(String label, String value, Reach reach) {
    assertThat(reach(selecting(Map.of(label, value)))).isEqualTo(reach);
  }

  @Test
  void shouldKnowThatItKeepsOffNodesWithOurLabelByItsAffinity() {
    DaemonSet set =
        new DaemonSetBuilder(running(IMAGE))
            .editSpec()
            .editTemplate()
            .editSpec()
            .withNewAffinity()
            .withNewNodeAffinity()
            .withNewRequiredDuringSchedulingIgnoredDuringExecution()
            .addNewNodeSelectorTerm()
            .addNewMatchExpression()
            .withKey(Names.FABRIC)
            .withOperator("NotIn")
            .withValues("flannel")
            .endMatchExpression()
            .endNodeSelectorTerm()
            .endRequiredDuringSchedulingIgnoredDuringExecution()
            .endNodeAffinity()
            .endAffinity()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();

    assertThat(reach(set)).isEqualTo(Reach.NOT_GREEN);
  }

  @Test
  void shouldNotCountOnOneThatDoesNotTolerateWhatKeepsPodsOffANode() {
    DaemonSet set =
        new DaemonSetBuilder(running(IMAGE))
            .editSpec()
            .editTemplate()
            .editSpec()
            .withTolerations()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();

    assertThat(reach(set)).isEqualTo(Reach.SOME);
  }

  @Test
  void shouldKnowFlannelsOwnSidecar() {
    DaemonSet set =
        new DaemonSetBuilder(running(IMAGE))
            .editSpec()
            .editTemplate()
            .withNewMetadata()
            .withLabels(Map.of("app", "flannel", "tier", "node"))
            .endMetadata()
            .endTemplate()
            .endSpec()
            .build();

    assertThat(PolicyEnforcers.of(set)).hasValueSatisfying(e -> assertThat(e.flannels()).isTrue());
  }

  private static Reach reach(DaemonSet set) {
    return PolicyEnforcers.of(set).orElseThrow().reach();
  }

  private static DaemonSet selecting(Map<String, String> labels) {
    return new DaemonSetBuilder(running(IMAGE))
        .editSpec()
        .editTemplate()
        .editSpec()
        .withNodeSelector(labels)
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static DaemonSet running(String image) {
    return new DaemonSetBuilder()
        .withNewMetadata()
        .withNamespace("kube-system")
        .withName("netpol")
        .endMetadata()
        .withNewSpec()
        .withNewTemplate()
        .withNewSpec()
        .addNewToleration()
        .withOperator("Exists")
        .withEffect("NoSchedule")
        .endToleration()
        .addNewContainer()
        .withName("netpol")
        .withImage(image)
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
