package io.restitch.core.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.fact.KubeletFact;
import io.restitch.core.fact.KubeletFact.Unread;
import io.restitch.core.fact.KubeletFact.Which;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Resources;
import io.restitch.core.testing.Facts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Flags that make new kubelets like the old ones. */
class KubeletChoiceTest {
  private static final String PROVIDED = "alpha.kubernetes.io/provided-node-ip";
  private static final List<NodeFact> NODES =
      List.of(Facts.controlPlane("cp-1"), plain(Facts.worker("w-1")), plain(Facts.worker("w-2")));

  @Test
  void shouldTakeOverWhatWorkersHaveAndKubeadmWouldNotGive() {
    // when
    KubeletChoice choice =
        choice(
            NODES,
            Map.of("maxPods", "110", "serializeImagePulls", "true"),
            said("w-1", Map.of("maxPods", "250", "serializeImagePulls", "true")),
            said("w-2", Map.of("maxPods", "250", "serializeImagePulls", "true")));

    // then
    assertThat(choice.flags()).isEqualTo(Map.of("max-pods", "250"));
    assertThat(choice.notes())
        .containsExactly("max-pods: workers here have 250; kubelet-config says 110.");
  }

  @Test
  void shouldHoldThemAgainstAControlPlaneWhereKubeadmSaysNothing() {
    // given: both go by the same configuration, and workers have a drop-in
    String reserved = "{cpu: \"500m\"}";

    // when
    KubeletChoice choice =
        choice(
            NODES,
            Map.of(),
            said("cp-1", Map.of("maxPods", "110")),
            said("w-1", Map.of("maxPods", "110", "systemReserved", reserved)));

    // then
    assertThat(choice.flags()).isEqualTo(Map.of("system-reserved", "cpu=500m"));
    assertThat(choice.notes())
        .containsExactly(
            "system-reserved: workers here have cpu=500m; kubelet-config says nothing, and cp-1 has"
                + " unset.");
  }

  @Test
  void shouldLeaveToAPersonWhatWorkersDoNotAgreeInAndWhatNoFlagSays() {
    // when
    KubeletChoice choice =
        choice(
            NODES,
            Map.of("maxPods", "110", "shutdownGracePeriod", "\"1m0s\""),
            said("w-1", Map.of("maxPods", "250", "shutdownGracePeriod", "\"2m0s\"")),
            said("w-2", Map.of("maxPods", "110", "shutdownGracePeriod", "\"2m0s\"")));

    // then
    assertThat(choice.flags()).isEmpty();
    assertThat(choice.notes())
        .containsExactly(
            "You have to choose max-pods: workers here have 250 or 110; kubelet-config says 110.",
            "You have to choose shutdownGracePeriod: workers here have \"2m0s\"; kubelet-config says"
                + " \"1m0s\".");
  }

  @Test
  void shouldNotTakeOverWhatFollowsFromTheMachine() {
    KubeletChoice choice =
        choice(
            NODES,
            Map.of("resolvConf", "\"/run/systemd/resolve/resolv.conf\""),
            said("w-1", Map.of("resolvConf", "\"/etc/resolv.conf\"")));

    assertThat(choice.flags()).isEmpty();
    assertThat(choice.notes()).isEmpty();
  }

  @Test
  void shouldGoByThePodsThatNodesTakeWhereNoKubeletMayBeAsked() {
    // given
    List<NodeFact> nodes = List.of(taking(NODES.get(1), 250), taking(NODES.get(2), 250));

    // when
    KubeletChoice choice =
        KubeletChoice.of(
            nodes,
            Optional.empty(),
            List.of(
                new KubeletFact(
                    Which.of(nodes.getFirst()),
                    new TreeMap<>(),
                    new Unread("http-403", "it is forbidden"),
                    Facts.START)));

    // then
    assertThat(choice.flags()).isEqualTo(Map.of("max-pods", "250"));
    assertThat(choice.notes())
        .containsExactly(
            "max-pods: workers here take 250 pods each; kubelets take 110 unless they are told.",
            "Not asked how they are set up: it is forbidden.");
    assertThat(KubeletChoice.of(NODES, Optional.empty(), List.of()).flags()).isEmpty();
    assertThat(
            KubeletChoice.of(
                    List.of(NODES.get(1), taking(NODES.get(2), 250)), Optional.empty(), List.of())
                .notes())
        .containsExactly("You have to choose max-pods: workers here take 110 or 250 pods.");
  }

  @Test
  void shouldSeeACloudByTheAddressesThatKubeletsNoteForIt() {
    // when
    KubeletChoice choice =
        choice(
            NODES.stream().map(n -> Facts.annotated(n, PROVIDED, "10.0.0.1")).toList(), Map.of());

    // then
    assertThat(choice.flags()).isEqualTo(Map.of("cloud-provider", "external"));
    assertThat(choice.notes()).hasSize(2);
    assertThat(choice.notes().getLast())
        .startsWith("node-ip: kubelets here were told their address, another one on each machine:")
        .contains("KUBELET_EXTRA_ARGS=--node-ip=ADDRESS");
  }

  @Test
  void shouldSeeACloudByIdsThatKubeletsWereNotTold() {
    // given
    List<NodeFact> nodes = List.of(Facts.worker("w-1"), Facts.worker("w-2"));

    // when
    KubeletChoice given = choice(nodes, Map.of(), said("w-1", Map.of()));
    KubeletChoice told =
        choice(nodes, Map.of(), said("w-1", Map.of("providerID", "\"test://w-1\"")));
    KubeletChoice unknown = choice(nodes, Map.of());

    // then
    assertThat(given.flags()).isEqualTo(Map.of("cloud-provider", "external"));
    assertThat(given.notes())
        .containsExactly(
            "cloud-provider: nodes here have ids of test that a cloud's controller gave them.");
    assertThat(told.flags()).isEmpty();
    assertThat(told.notes()).isEmpty();
    assertThat(unknown.flags()).isEmpty();
    assertThat(unknown.notes()).singleElement().asString().startsWith("You have to choose cloud-");
  }

  @Test
  void shouldTellOfNodesWithSeveralAddresses() {
    // given
    NodeFact two = addressed(NODES.get(1), "10.0.0.1", "192.0.2.1");

    // then
    assertThat(choice(List.of(two), Map.of()).notes())
        .singleElement()
        .asString()
        .startsWith("node-ip: nodes here have several addresses, another one on each machine:");
    assertThat(choice(List.of(addressed(two, "10.0.0.1", "fd00::1")), Map.of()).notes()).isEmpty();
  }

  @Test
  void shouldAskOneWorkerOfEachKindAndAControlPlane() {
    // given
    NodeFact large = taking(Facts.worker("w-3"), 250);
    NodeFact green =
        Facts.labelled(taking(Facts.worker("w-4"), 40), Names.FABRIC, Names.FABRIC_FLANNEL);
    NodeFact dead = Facts.notReady(taking(Facts.worker("w-5"), 30));

    // then
    assertThat(
            KubeletChoice.asked(
                List.of(NODES.get(0), NODES.get(1), NODES.get(2), large, green, dead)))
        .extracting(NodeFact::name)
        .containsExactly("w-1", "w-3", "cp-1");
  }

  private static KubeletChoice choice(
      List<NodeFact> nodes, Map<String, String> configured, KubeletFact... said) {
    SortedMap<String, String> all = new TreeMap<>(configured);
    return KubeletChoice.of(nodes, Optional.of(all), List.of(said));
  }

  private static KubeletFact said(String node, Map<String, String> settings) {
    return new KubeletFact(
        new Which(node, "uid-" + node, ""), new TreeMap<>(settings), null, Facts.START);
  }

  /** Without an id of a cloud's. */
  private static NodeFact plain(NodeFact node) {
    NodeFact.Spec s = node.spec();
    return Facts.spec(node, new NodeFact.Spec("", s.podCidrs(), s.taints(), s.unschedulable()));
  }

  private static NodeFact taking(NodeFact node, long pods) {
    Resources r = node.status().allocatable();
    return status(
        node,
        node.status().addresses(),
        new Resources(r.cpuMillis(), r.memoryBytes(), pods, r.extended()));
  }

  private static NodeFact addressed(NodeFact node, String... addresses) {
    return status(node, List.of(addresses), node.status().allocatable());
  }

  private static NodeFact status(NodeFact node, List<String> addresses, Resources allocatable) {
    NodeFact.Status s = node.status();
    return Facts.status(
        node,
        new NodeFact.Status(
            s.ready(),
            s.readySince(),
            s.network(),
            addresses,
            allocatable,
            s.nodeInfo(),
            s.createdAt(),
            s.deletion()));
  }
}
