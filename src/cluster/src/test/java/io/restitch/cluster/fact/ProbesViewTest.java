package io.restitch.cluster.fact;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ProbesFact;
import io.restitch.core.probe.ProbeText;
import org.junit.jupiter.api.Test;

/** Probes as their objects and their words show them. */
class ProbesViewTest {
  private final FabricView fabrics = new FabricView();
  private ProbesFact probes = ProbesFact.ABSENT;

  @Test
  void shouldAskProbesUntilTheyMissNothing() {
    // given
    installed();
    probe("a", "");
    probe("b", "");
    now();
    assertThat(fabrics.unheardProbes()).containsOnlyKeys("a", "b").containsValue("probe-a");

    // when
    fabrics.heardProbe("a", ProbeText.report("probe=x state=up mtu=1450 left=0"));
    fabrics.heardProbe("b", ProbeText.report("probe=x state=up mtu=1450 left=1"));

    // then
    assertThat(now().installedAs()).isEqualTo("image=flannel probe=x");
    assertThat(probes.reports()).containsOnlyKeys("a", "b");
    assertThat(fabrics.unheardProbes()).containsOnlyKeys("b");
  }

  @Test
  void shouldSeeThatTheyLeaveAndAskNobodyThen() {
    // given
    installed();
    probe("a", "2026-01-03T08:00:00Z");
    probe("b", "");

    // when
    fabrics.daemonSetGone("restitch-system/restitch-probe");

    // then
    assertThat(now().installed()).isFalse();
    assertThat(probes.nodes()).containsExactly("a", "b");
    assertThat(fabrics.unheardProbes()).isEmpty();

    // when
    fabrics.podGone("restitch-system/probe-a");
    fabrics.podGone("restitch-system/probe-b");

    // then
    assertThat(now()).isEqualTo(ProbesFact.ABSENT);
  }

  @Test
  void shouldForgetWhatAPodSaidThatIsGone() {
    // given
    installed();
    probe("a", "");
    fabrics.heardProbe("a", ProbeText.report("probe=x state=up mtu=1450 left=0"));
    assertThat(now().reports()).containsOnlyKeys("a");

    // when: another pod on the same node
    fabrics.podGone("restitch-system/probe-a");
    probe("a", "");

    // then
    assertThat(now().reports()).isEmpty();
    assertThat(fabrics.unheardProbes()).containsOnlyKeys("a");
  }

  private void installed() {
    fabrics.daemonSet(
        "restitch-system/restitch-probe",
        Serialization.unmarshal(
            """
            metadata:
              name: restitch-probe
              namespace: restitch-system
              annotations: {restitch.io/installed-as: image=flannel probe=x}
            """,
            DaemonSet.class));
  }

  private ProbesFact now() {
    fabrics.changed().ifPresent(c -> probes = ((Change.FabricsSeen) c).fabrics().probes());
    return probes;
  }

  private void probe(String node, String deleted) {
    String deletion = deleted.isEmpty() ? "" : "  deletionTimestamp: " + deleted + "\n";
    fabrics.pod(
        PodFacts.of(
            Serialization.unmarshal(
                """
                metadata:
                  name: probe-%1$s
                  namespace: restitch-system
                  uid: u-%1$s
                  creationTimestamp: 2026-01-03T07:00:00Z
                %2$s  labels: {app: restitch-probe}
                  ownerReferences: [{apiVersion: apps/v1, kind: DaemonSet, name: restitch-probe, uid: d, controller: true}]
                spec: {nodeName: %1$s, hostNetwork: true, containers: [{name: agent, image: flannel}]}
                status: {phase: Running}
                """
                    .formatted(node, deletion),
                Pod.class),
            claim -> false));
  }
}
