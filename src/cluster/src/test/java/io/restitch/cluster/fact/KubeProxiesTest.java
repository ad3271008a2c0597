package io.restitch.cluster.fact;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.Openness;
import io.restitch.core.fact.TouchedFact;
import org.junit.jupiter.api.Test;

/** Which kube-proxy is ours. */
class KubeProxiesTest {
  private static final String COPY = "kube-system/kube-proxy-flannel";
  private static final String OURS = ",\"labels\":{\"restitch.io/part\":\"flannel\"}";

  private final FabricView view = new FabricView();

  @Test
  void shouldKnowTheCopyByItsLabelAndNotByItsName() {
    // given: a Flannel on every node, and somebody's only kube-proxy
    view.daemonSet("kube-flannel/kube-flannel-ds", set("kube-flannel-ds", "", "flannel"));
    view.daemonSet(COPY, set("kube-proxy-flannel", "", "kube-proxy"));

    // then
    FabricsFact theirs = now();
    assertThat(theirs.openness()).isEqualTo(Openness.OPEN);
    assertThat(theirs.flannel().remains()).isFalse();
    assertThat(theirs.touched()).isEmpty();

    // when
    view.daemonSet(COPY, set("kube-proxy-flannel", OURS, "kube-proxy-flannel"));

    // then
    FabricsFact ours = now();
    assertThat(ours.openness()).isEqualTo(Openness.DOUBLED);
    assertThat(ours.touched()).extracting(TouchedFact::object).containsExactly("DaemonSet " + COPY);
  }

  private FabricsFact now() {
    return ((Change.FabricsSeen) view.changed().orElseThrow()).fabrics();
  }

  private static DaemonSet set(String name, String more, String app) {
    return Serialization.unmarshal(
        """
        {"apiVersion":"apps/v1","kind":"DaemonSet",
         "metadata":{"namespace":"kube-system","name":"%s"%s},
         "spec":{"template":{"metadata":{"labels":{"k8s-app":"%s"}},"spec":{}}},
         "status":{"desiredNumberScheduled":0}}
        """
            .formatted(name, more, app),
        DaemonSet.class);
  }
}
