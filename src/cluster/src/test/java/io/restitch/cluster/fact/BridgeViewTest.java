package io.restitch.cluster.fact;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.restitch.core.bridge.BridgePins;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.bridge.BridgeText;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.BridgeFact.Pool;
import io.restitch.core.fact.Change;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bridge as its objects and its agents show it. */
class BridgeViewTest {
  private final FabricView fabrics = new FabricView();
  private BridgeFact bridge = BridgeFact.ABSENT;

  @Test
  void shouldSeeWhatItIsInstalledAsAndWhoAnswers() {
    // when
    fabrics.daemonSet(
        "restitch-system/restitch-bridge",
        Serialization.unmarshal(
            """
            metadata:
              name: restitch-bridge
              namespace: restitch-system
              annotations: {restitch.io/installed-as: image=flannel}
            """,
            DaemonSet.class));
    agent("a", true);
    agent("b", false);

    // then
    assertThat(now().installedAs()).isEqualTo("image=flannel");
    assertThat(bridge.answering()).containsExactly("a");

    // when
    fabrics.podGone("restitch-system/agent-a");

    // then
    assertThat(now().answering()).isEmpty();
  }

  @Test
  void shouldReadWhatTheAgentsAreTold() {
    // when
    told("restitch-bridge-map", "nodes", "generation 7\nlinks 100.127.192.0/18\nend 7\n");
    told("restitch-bridge-pins", "pins", "generation 2\npin a itself 1\nend 2\n");

    // then
    assertThat(now().map().generation()).isEqualTo(7);
    assertThat(bridge.pins().of("a")).isPresent();

    // when: somebody spoils one, and removes the other
    told("restitch-bridge-map", "nodes", "generation 8\n");
    fabrics.toldGone("restitch-bridge-pins");

    // then
    assertThat(now().map().generation()).isZero();
    assertThat(bridge.pins()).isEqualTo(BridgePins.NONE);
  }

  @Test
  void shouldAskThoseWhoHaveNotSaidWhatIsWaitedFor() {
    // given
    agent("a", true);
    agent("b", true);
    told("restitch-bridge-pins", "pins", BridgeText.of(BridgePins.NONE.with("a", Who.ITSELF)));

    // then
    now();
    assertThat(fabrics.unheard()).containsOnlyKeys("a", "b");

    // when
    fabrics.heard("a", BridgeText.report("map=1 pins=0 applied=yes silent=- alone=no"));
    fabrics.heard("b", BridgeText.report("map=1 pins=0 applied=yes silent=- alone=yes"));

    // then: b is not asked of a's pin
    assertThat(now().reports()).containsOnlyKeys("a", "b");
    assertThat(fabrics.unheard()).containsExactly(Map.entry("a", "agent-a"));

    // when
    fabrics.heard("a", BridgeText.report("map=1 pins=1 applied=yes silent=- alone=yes"));

    // then
    now();
    assertThat(fabrics.unheard()).isEmpty();
  }

  @Test
  void shouldTellWhyALogCannotBeReadUntilItCan() {
    // given
    agent("a", true);
    now();

    // when
    fabrics.unread("a", "remote error: tls: internal error");

    // then
    assertThat(now().unread()).containsExactly(Map.entry("a", "remote error: tls: internal error"));

    // when
    fabrics.heard("a", BridgeText.report("map=0 pins=0 applied=yes silent=- alone=yes"));

    // then
    assertThat(now().unread()).isEmpty();
  }

  @Test
  void shouldForgetWhyALogCouldNotBeReadOnceNothingIsAskedOfItsAgent() {
    // given
    agent("a", true);
    fabrics.unread("a", "connection refused");
    assertThat(now().unread()).isNotEmpty();

    // when
    fabrics.podGone("restitch-system/agent-a");

    // then
    assertThat(now().unread()).isEmpty();
  }

  @Test
  void shouldAskEveryoneWhoDoesNotKnowOfANodeThatIsNewInTheMap() {
    // given
    agent("a", true);
    agent("b", true);
    told(
        "restitch-bridge-map",
        "nodes",
        """
        generation 3
        links 100.127.192.0/18
        node a 10.0.0.1 100.127.192.1 02:72:64:7f:c0:01 192.168.1.0/26 1
        node new 10.0.0.9 100.127.192.3 02:72:64:7f:c0:03 10.244.9.0/24 2
        end 3
        """);
    fabrics.heard("a", BridgeText.report("map=1 pins=0 applied=yes silent=- alone=yes"));
    fabrics.heard("b", BridgeText.report("map=2 pins=0 applied=yes silent=- alone=yes"));

    // then
    now();
    assertThat(fabrics.unheard()).containsExactly(Map.entry("a", "agent-a"));
  }

  @Test
  void shouldSeeThePoolThatIsOurs() {
    // given
    GenericKubernetesResource pool =
        Serialization.unmarshal(
            """
            apiVersion: crd.projectcalico.org/v1
            kind: IPPool
            metadata: {name: restitch-no-snat, labels: {restitch.io/part: bridge}}
            spec: {cidr: 10.244.0.0/16, disabled: true, disableBGPExport: true}
            """,
            GenericKubernetesResource.class);

    // when
    fabrics.pool("restitch-no-snat", pool);

    // then
    assertThat(now().pool()).isEqualTo(Pool.AS_MADE);
    fabrics.poolGone("restitch-no-snat");
    assertThat(now().pool()).isEqualTo(Pool.ABSENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{cidr: 10.244.0.0/16, disabled: true}",
        "{cidr: 10.244.0.0/16, disabled: true, disableBGPExport: false}",
        "{cidr: 10.244.0.0/16, disabled: false, disableBGPExport: true}"
      })
  void shouldSeeThatSomebodyExportsThePoolOrGivesOutItsAddresses(String spec) {
    // when
    fabrics.pool(
        "restitch-no-snat",
        Serialization.unmarshal(
            "kind: IPPool\nmetadata: {name: restitch-no-snat}\nspec: " + spec,
            GenericKubernetesResource.class));

    // then
    assertThat(now().pool()).isEqualTo(Pool.CHANGED);
  }

  @Test
  void shouldNotTakeAPoolOfAnotherNameForOursThoughItCarriesOurLabel() {
    // given: somebody copied it
    GenericKubernetesResource copy =
        Serialization.unmarshal(
            """
            apiVersion: crd.projectcalico.org/v1
            kind: IPPool
            metadata: {name: copied, labels: {restitch.io/part: bridge}}
            spec: {cidr: 10.244.0.0/16, disabled: true}
            """,
            GenericKubernetesResource.class);

    // when
    fabrics.pool("copied", copy);

    // then: deleting ours by its name would never be done
    assertThat(now().pool()).isEqualTo(Pool.ABSENT);
  }

  private void agent(String node, boolean ready) {
    Pod pod =
        Serialization.unmarshal(
            """
            metadata:
              name: agent-%s
              namespace: restitch-system
              uid: u-%1$s
              labels: {app: restitch-bridge}
              ownerReferences: [{kind: DaemonSet, name: restitch-bridge, uid: u, apiVersion: apps/v1, controller: true}]
            spec: {nodeName: %1$s, hostNetwork: true}
            status:
              phase: Running
              conditions: [{type: Ready, status: "%s"}]
            """
                .formatted(node, ready ? "True" : "False"),
            Pod.class);
    fabrics.pod(PodFacts.of(pod, claim -> false));
  }

  private void told(String name, String key, String text) {
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .addToData(key, text)
            .build();
    fabrics.told(map);
  }

  private BridgeFact now() {
    fabrics.changed().ifPresent(c -> bridge = ((Change.FabricsSeen) c).fabrics().bridge());
    return bridge;
  }
}
