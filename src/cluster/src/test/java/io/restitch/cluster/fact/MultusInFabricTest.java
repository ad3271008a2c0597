package io.restitch.cluster.fact;

import static io.restitch.cluster.fact.MultusObjects.FENCED;
import static io.restitch.cluster.fact.MultusObjects.GREEN;
import static io.restitch.cluster.fact.MultusObjects.multus;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.Openness;
import io.restitch.core.fact.TouchedFact;
import org.junit.jupiter.api.Test;

/** Multus and its copy belong to Flannel, as the kube-proxies do. */
class MultusInFabricTest {
  private static final String SET = "kube-system/kube-multus-ds";
  private static final String COPY = "kube-system/kube-multus-ds-flannel";
  private static final String FLANNEL = "kube-flannel/kube-flannel-ds";
  private static final String CALICO = "\"args\":[\"--x=10-calico.conflist\"]";
  private static final String PLAIN = "\"labels\":{}";
  private static final String NOTED = "\"annotations\":{\"restitch.io/fence-before\":\"{}\"}";
  private static final String OURS =
      "\"labels\":{\"restitch.io/part\":\"flannel\",\"restitch.io/copy-of\":\"kube-multus-ds\"}";

  private final MultusView multus = new MultusView();
  private final FabricView view = new FabricView(multus);

  @Test
  void shouldNotBeRestrictedBeforeMultusIsCopiedAndWhenItsFenceIsTakenAway() {
    // given
    multus.daemonSet(SET, multus(PLAIN, "", CALICO, "m"));
    view.daemonSet(FLANNEL, flannel(GREEN));
    assertThat(now().flannel().restricted()).isFalse();

    // when
    multus.daemonSet(COPY, multus(OURS, GREEN, CALICO, "m"));
    multus.daemonSet(SET, multus(NOTED, FENCED, CALICO, "m"));

    // then
    FabricsFact shared = now();
    assertThat(shared.flannel().restricted()).isTrue();
    assertThat(shared.flannel().remains()).isTrue();

    // when
    multus.daemonSet(SET, multus(NOTED, "", CALICO, "m"));

    // then
    FabricsFact taken = now();
    assertThat(taken.flannel().restricted()).isFalse();
    assertThat(taken.touched())
        .filteredOn(t -> !t.stands())
        .extracting(TouchedFact::object)
        .containsExactly("DaemonSet " + SET);
  }

  @Test
  void shouldBeOpenWhenTheCopyIsGoneAndTheOriginalOnEveryNode() {
    // given
    view.daemonSet(FLANNEL, flannel(""));
    multus.daemonSet(SET, multus(NOTED, FENCED, CALICO, "m"));
    multus.daemonSet(COPY, multus(OURS, GREEN, CALICO, "m"));
    assertThat(now().openness()).isEqualTo(Openness.RESTRICTED);

    // when: the fence fell, and the copy is there yet
    String onFlannel = CALICO.replace("calico", "flannel");
    multus.daemonSet(SET, multus(PLAIN, "", onFlannel, "m"));

    // then
    assertThat(now().openness()).isEqualTo(Openness.RESTRICTED);

    // when: one of two nodes has a ready pod of the original
    multus.daemonSetGone(COPY);

    // then
    assertThat(now().openness()).isEqualTo(Openness.SPREADING);

    // when
    DaemonSet ready = multus(PLAIN, "", onFlannel, "m");
    ready.getStatus().setNumberReady(2);
    multus.daemonSet(SET, ready);

    // then
    assertThat(now().openness()).isEqualTo(Openness.OPEN);
  }

  private FabricsFact now() {
    return ((Change.FabricsSeen) view.changed().orElseThrow()).fabrics();
  }

  private static DaemonSet flannel(String pod) {
    return Serialization.unmarshal(
        """
        {"apiVersion":"apps/v1","kind":"DaemonSet",
         "metadata":{"namespace":"kube-flannel","name":"kube-flannel-ds"},
         "spec":{"template":{"metadata":{"labels":{"app":"flannel","tier":"node"}},
           "spec":{%s"containers":[]}}},
         "status":{"desiredNumberScheduled":0}}
        """
            .formatted(pod),
        DaemonSet.class);
  }
}
