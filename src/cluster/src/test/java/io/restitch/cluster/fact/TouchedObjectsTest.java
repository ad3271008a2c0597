package io.restitch.cluster.fact;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Keeper;
import io.restitch.core.fact.TouchedFact;
import io.restitch.core.fact.TouchedFact.Part;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who has a hand in objects that restitch changes, as the API server shows them. */
class TouchedObjectsTest {
  private static final String NODE = "kube-system/calico-node";
  private static final String FENCED =
      """
      "affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":
        {"nodeSelectorTerms":[{"matchExpressions":[{"key":"restitch.io/fabric","operator":"NotIn",
          "values":["flannel","converting"]}]}]}}}
      """;

  private final FabricView view = new FabricView();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'annotations':{'argocd.argoproj.io/tracking-id':'net:apps/DaemonSet:kube-system/calico-node'}"
            + "|Argo CD application net",
        "'labels':{'argocd.argoproj.io/instance':'net'}|Argo CD application net",
        "'labels':{'app.kubernetes.io/instance':'net'},"
            + "'managedFields':[{'manager':'argocd-controller','time':'2026-01-01T00:00:00Z'}]"
            + "|Argo CD application net",
        "'labels':{'kustomize.toolkit.fluxcd.io/name':'infra',"
            + "'kustomize.toolkit.fluxcd.io/namespace':'flux-system'}"
            + "|Flux Kustomization flux-system/infra",
        "'managedFields':[{'manager':'kustomize-controller','time':'2026-01-01T00:00:00Z'}]"
            + "|Flux Kustomization",
        "'labels':{'helm.toolkit.fluxcd.io/name':'calico','helm.toolkit.fluxcd.io/namespace':'net',"
            + "'app.kubernetes.io/managed-by':'Helm'},"
            + "'annotations':{'meta.helm.sh/release-name':'calico'}|Flux HelmRelease net/calico",
        "'labels':{'app.kubernetes.io/managed-by':'Helm'},'annotations':"
            + "{'meta.helm.sh/release-name':'calico','meta.helm.sh/release-namespace':'net'}"
            + "|Helm release net/calico",
        "'annotations':{'objectset.rio.cattle.io/owner-gvk':'k3s.cattle.io/v1, Kind=Addon',"
            + "'objectset.rio.cattle.io/owner-name':'calico',"
            + "'objectset.rio.cattle.io/owner-namespace':'kube-system'}"
            + "|Rancher object set kube-system/calico",
        "'labels':{'kapp.k14s.io/app':'1554'}|kapp application 1554",
        "'labels':{'addonmanager.kubernetes.io/mode':'Reconcile'}|addon manager",
        "'ownerReferences':[{'apiVersion':'example.com/v1','kind':'Network','name':'net',"
            + "'uid':'u','controller':true}]|owner Network net",
        "'managedFields':[{'manager':'HashiCorp','time':'2026-01-01T00:00:00Z'}]|Terraform",
        "'managedFields':[{'manager':'pulumi-kubernetes-8e1f','time':'2026-01-01T00:00:00Z'}]|Pulumi"
      })
  void shouldKnowAKeeperByWhatHeLeaves(String metadata, String keeper) {
    assertThat(seen(calico(metadata, FENCED)).keepers())
        .extracting(Keeper::toString)
        .containsExactly(keeper);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'labels':{'app.kubernetes.io/instance':'calico'}",
        "'labels':{'app.kubernetes.io/managed-by':'Helm'}",
        "'labels':{'addonmanager.kubernetes.io/mode':'EnsureExists'}",
        "'managedFields':[{'manager':'kubectl-client-side-apply','time':'2026-01-01T00:00:00Z'}]",
        "'managedFields':[{'manager':'argocd-controller','subresource':'status',"
            + "'time':'2026-01-01T00:00:00Z'}]"
      })
  void shouldNotTakeAPersonOrAMereLabelForAKeeper(String metadata) {
    assertThat(seen(calico(metadata, FENCED)).keepers()).isEmpty();
  }

  @Test
  void shouldNameWhoWroteLastWhenTheFenceIsGone() {
    // given
    String written =
        "'managedFields':["
            + "{'manager':'restitch','time':'2026-01-01T09:00:00Z'},"
            + "{'manager':'argocd-controller','time':'2026-01-01T08:00:00Z'},"
            + "{'manager':'kubectl-client-side-apply','time':'2025-06-01T00:00:00Z'},"
            + "{'manager':'kube-controller-manager','subresource':'status',"
            + "'time':'2026-01-01T10:00:00Z'}]";

    // when
    TouchedFact standing = seen(calico(written, FENCED));
    TouchedFact gone = seen(calico(written, "\"hostNetwork\":true"));

    // then
    assertThat(standing.stands()).isTrue();
    assertThat(standing.writer()).isNull();
    assertThat(gone.stands()).isFalse();
    assertThat(gone.writer())
        .isEqualTo(
            new TouchedFact.Writer("argocd-controller", Instant.parse("2026-01-01T08:00:00Z")));
  }

  @Test
  void shouldNameTheInstallationInPlaceOfWhatTheOperatorMakesOfIt() {
    // given
    String operated =
        "'ownerReferences':[{'apiVersion':'operator.tigera.io/v1','kind':'Installation',"
            + "'name':'default','uid':'u','controller':true}]";
    view.installation("default", installation());

    // when
    List<TouchedFact> touched = touched(calico(operated, "\"hostNetwork\":true"));

    // then
    assertThat(touched)
        .singleElement()
        .satisfies(t -> {
          assertThat(t.object()).isEqualTo("Installation default");
          assertThat(t.part()).isEqualTo(Part.FENCE);
          assertThat(t.stands()).isFalse();
          assertThat(t.keepers())
              .containsExactly(new Keeper(Keeper.Kind.HELM, "tigera-operator", "calico"));
        });
  }

  @Test
  void shouldSayWhetherKubeProxyKeepsOffGreenNodes() {
    // given
    view.daemonSet("kube-system/kube-proxy", named("kube-proxy", "", "\"hostNetwork\":true"));

    // then
    assertThat(touched(calico("", FENCED)))
        .filteredOn(t -> t.part() == Part.FLANNEL)
        .singleElement()
        .satisfies(t -> assertThat(t.stands()).isFalse());
  }

  private TouchedFact seen(DaemonSet set) {
    return touched(set).stream()
        .filter(t -> t.object().equals("DaemonSet " + NODE))
        .findFirst()
        .orElseThrow();
  }

  private List<TouchedFact> touched(DaemonSet set) {
    view.daemonSet(NODE, set);
    return ((Change.FabricsSeen) view.changed().orElseThrow()).fabrics().touched();
  }

  private static DaemonSet calico(@Nullable String metadata, String pod) {
    return named("calico-node", Objects.toString(metadata, ""), pod);
  }

  private static DaemonSet named(String name, String metadata, String pod) {
    String more = metadata.isEmpty() ? "" : "," + metadata.replace('\'', '"');
    return Serialization.unmarshal(
        """
        {"apiVersion":"apps/v1","kind":"DaemonSet",
         "metadata":{"namespace":"kube-system","name":"%1$s"%2$s},
         "spec":{"template":{"metadata":{"labels":{"k8s-app":"%1$s"}},"spec":{%3$s}}}}
        """
            .formatted(name, more, pod),
        DaemonSet.class);
  }

  private static GenericKubernetesResource installation() {
    return Serialization.unmarshal(
        """
        {"apiVersion":"operator.tigera.io/v1","kind":"Installation",
         "metadata":{"name":"default",
           "labels":{"app.kubernetes.io/managed-by":"Helm"},
           "annotations":{"meta.helm.sh/release-name":"calico",
                          "meta.helm.sh/release-namespace":"tigera-operator"}}}
        """,
        GenericKubernetesResource.class);
  }
}
