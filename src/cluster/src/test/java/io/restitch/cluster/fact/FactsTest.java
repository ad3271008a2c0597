package io.restitch.cluster.fact;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.restitch.core.fact.BudgetFact;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.EndpointsFact;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.Resources;
import io.restitch.core.net.Cidr;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactsTest {
  private static <T> T read(String name, Class<T> type) {
    return Serialization.unmarshal(
        Objects.requireNonNull(FactsTest.class.getResourceAsStream("/" + name)), type);
  }

  @Test
  void shouldCountRequestsAsTheSchedulerDoes() {
    // given
    Pod pod = read("pod-sidecars.yaml", Pod.class);

    // when
    PodFact fact = PodFacts.of(pod, claim -> false);

    // then: "late" beside the sidecar is the most cpu (2100m + overhead), "early" the most memory
    assertThat(fact.spec().requests())
        .isEqualTo(new Resources(2150, 3L << 30, 1, Map.of("nvidia.com/gpu", 1L)));
  }

  @Test
  void shouldKeepWhatDecidesWhenAPodIsRead() {
    // given
    Pod pod = read("pod-sidecars.yaml", Pod.class);

    // when
    PodFact fact = PodFacts.of(pod, "shop/data-cart-0"::equals);

    // then
    assertThat(fact.annotations())
        .containsOnlyKeys("cluster-autoscaler.kubernetes.io/safe-to-evict");
    assertThat(fact.ownedBy("StatefulSet")).isTrue();
    assertThat(fact.spec().hostPorts()).containsExactly("TCP/8080");
    assertThat(fact.spec().graceSeconds()).isEqualTo(90);
    assertThat(fact.spec().storage())
        .isEqualTo(new PodFact.Storage(true, List.of(), List.of("data-cart-0"), true));
    assertThat(fact.spec().placement().wants(Map.of("disk", "ssd"))).isTrue();
    assertThat(fact.spec().placement().wants(Map.of("disk", "hdd"))).isFalse();
    assertThat(fact.spec().placement().antiAffinity()).hasSize(1);
    assertThat(fact.status().ready()).isTrue();
  }

  @Test
  void shouldReadFlagsWhenAControllerManagerIsMirrored() {
    // given
    Pod pod = read("kube-controller-manager.yaml", Pod.class);

    // when
    var fact = ControllerManagerFacts.of(pod, PodFacts.of(pod, claim -> false)).orElseThrow();

    // then
    assertThat(fact.nodeName()).isEqualTo("cp-1");
    assertThat(fact.allocateNodeCidrs()).isTrue();
    assertThat(fact.clusterCidr()).contains(Cidr.parse("192.168.0.0/16"));
    assertThat(fact.nodeMask()).isEqualTo(24);
    assertThat(fact.started()).isEqualTo(Instant.parse("2026-01-01T00:00:07Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "--node-cidr-mask-size=25, 25",
    "--node-cidr-mask-size-ipv4=26, 26",
    "--node-cidr-mask-size=0, 24",
    "--node-cidr-mask-size-ipv6=80, 24"
  })
  void shouldReadHowLargeANodesRangeIs(String flag, int mask) {
    // given
    Pod pod = read("kube-controller-manager.yaml", Pod.class);
    pod.getSpec()
        .getContainers()
        .getFirst()
        .setCommand(List.of("kube-controller-manager", "--leader-elect", flag));

    // when
    var fact = ControllerManagerFacts.of(pod, PodFacts.of(pod, claim -> false)).orElseThrow();

    // then
    assertThat(fact.nodeMask()).isEqualTo(mask);
  }

  @ParameterizedTest
  @CsvSource({"=true, true", "=T, true", "=1, true", "'', true", "=False, false", "=f, false"})
  void shouldReadWhetherPodCidrsAreGivenAsGoDoes(String value, boolean allocates) {
    // given
    Pod pod = read("kube-controller-manager.yaml", Pod.class);
    pod.getSpec()
        .getContainers()
        .getFirst()
        .setCommand(List.of("kube-controller-manager", "--allocate-node-cidrs" + value));

    // when
    var fact = ControllerManagerFacts.of(pod, PodFacts.of(pod, claim -> false)).orElseThrow();

    // then
    assertThat(fact.allocateNodeCidrs()).isEqualTo(allocates);
  }

  @Test
  void shouldKnowNoStartWhenTheContainerWaits() {
    // given
    Pod pod = read("kube-controller-manager.yaml", Pod.class);
    pod.getStatus().getContainerStatuses().getFirst().getState().setRunning(null);

    // when
    var fact = ControllerManagerFacts.of(pod, PodFacts.of(pod, claim -> false)).orElseThrow();

    // then
    assertThat(fact.started()).isNull();
  }

  @Test
  void shouldNotAllocateWhenTheFlagIsAbsent() {
    // given
    Pod pod = read("kube-controller-manager.yaml", Pod.class);
    pod.getSpec().getContainers().getFirst().setCommand(List.of("kube-controller-manager"));

    // when
    var fact = ControllerManagerFacts.of(pod, PodFacts.of(pod, claim -> false)).orElseThrow();

    // then
    assertThat(fact.allocateNodeCidrs()).isFalse();
    assertThat(fact.clusterCidr()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'0/2 nodes are available: 1 node(s) didn''t satisfy existing pods anti-affinity rules.',true",
    "'0/2 nodes are available: 1 node(s) didn''t match pod anti-affinity rules.',true",
    "'0/2 nodes are available: 1 Insufficient cpu.',false"
  })
  void shouldSeeThatAPodIsKeptFromAnother(String message, boolean apart) {
    // given
    Pod pod = read("kube-controller-manager.yaml", Pod.class);
    PodCondition scheduled = new PodCondition();
    scheduled.setType("PodScheduled");
    scheduled.setStatus("False");
    scheduled.setMessage(message);

    // when
    pod.getStatus().setConditions(List.of(scheduled));

    // then
    assertThat(PodFacts.of(pod, claim -> false).status().keptApart()).isEqualTo(apart);
  }

  @Test
  void shouldCountOnlyReadyEndpointsWithANode() {
    // given
    EndpointSlice slice = read("endpointslice.yaml", EndpointSlice.class);

    // when
    EndpointsFact fact = EndpointsFacts.of(slice);

    // then
    assertThat(fact.service()).isEqualTo("web");
    assertThat(fact.readyPodNodes()).containsExactly("ready", "silent");
    assertThat(fact.readyOtherNodes()).containsExactly("host");
  }

  @Test
  void shouldAllowNothingWhenABudgetHasNoStatus() {
    // given
    PodDisruptionBudget budget =
        Serialization.unmarshal(
            """
            {"metadata": {"name": "b", "namespace": "n", "generation": 2},
             "spec": {"selector": {"matchLabels": {"app": "x"}}}}
            """,
            PodDisruptionBudget.class);

    // when
    BudgetFact fact = BudgetFacts.of(budget);

    // then
    assertThat(fact.disruptionsAllowed()).isZero();
    assertThat(fact.current()).isFalse();
  }

  @Test
  void shouldShowCalicoWithItsFenceAndLiveBlocks() {
    // given
    FabricView view = new FabricView();
    view.daemonSet("kube-system/calico-node", read("calico-node.yaml", DaemonSet.class));
    view.pool("default", resource("{\"spec\": {\"cidr\": \"192.168.0.0/16\"}}"));
    view.block("a", block("192.168.0.0/26", "confirmed", "false"));
    view.block("b", block("192.168.0.64/26", "pending", "false"));
    view.block("c", block("192.168.0.128/26", "confirmed", "true"));

    // when
    CalicoFact calico = ((Change.FabricsSeen) view.changed().orElseThrow()).fabrics().calico();

    // then
    assertThat(calico.installation()).isEqualTo(CalicoFact.Installation.MANIFEST);
    assertThat(calico.fenced()).isTrue();
    assertThat(calico.pools()).containsExactly(Cidr.parse("192.168.0.0/16"));
    assertThat(calico.blocks())
        .isEqualTo(Map.of("worker-1", List.of(Cidr.parse("192.168.0.0/26"))));
    assertThat(view.changed()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', ''",
    "'{name: IP, value: autodetect}, {name: IP_AUTODETECTION_METHOD, value: interface=.*}',interface=.*,''",
    "'{name: IP_AUTODETECTION_METHOD, value: interface=.*}',interface=.*,''",
    "'{name: IP, value: 10.0.0.7}, {name: IP_AUTODETECTION_METHOD, value: interface=.*}','',''",
    "'{name: IP_AUTODETECTION_METHOD, valueFrom: {configMapKeyRef: {name: c, key: k}}}',(set elsewhere),''",
    "'{name: FELIX_BPFENABLED, value: \"true\"}','',ebpf"
  })
  void shouldReadHowCalicosAgentsAreSetUp(String environment, String method, String ebpf) {
    // when
    CalicoFact calico = calicoOf(environment);

    // then
    assertThat(calico.setup().autodetection().method()).isEqualTo(method);
    assertThat(calico.setup().ebpf()).isEqualTo(!ebpf.isEmpty());
    assertThat(calico.setup().apiGroup()).isEmpty();
  }

  @Test
  void shouldReadWhereCalicosAgentsKeepTheirObjects() {
    assertThat(calicoOf("{name: CALICO_API_GROUP, value: projectcalico.org/v3}").setup().apiGroup())
        .isEqualTo("projectcalico.org/v3");
  }

  private static CalicoFact calicoOf(String environment) {
    // given
    FabricView view = new FabricView();
    view.daemonSet(
        "kube-system/calico-node",
        Serialization.unmarshal(
            """
            metadata: {name: calico-node, namespace: kube-system}
            spec:
              template:
                metadata: {labels: {k8s-app: calico-node}}
                spec: {containers: [{name: calico-node, env: [%s]}]}
            """
                .formatted(environment),
            DaemonSet.class));

    return ((Change.FabricsSeen) view.changed().orElseThrow()).fabrics().calico();
  }

  @ParameterizedTest
  @CsvSource({
    "containerStatuses,ImagePullBackOff,registry.example/flannel:v9",
    "initContainerStatuses,ErrImagePull,registry.example/flannel:v9",
    "containerStatuses,ContainerCreating,''"
  })
  void shouldNameAnImageThatCannotBePulled(String statuses, String reason, String image) {
    // given
    Pod pod =
        Serialization.unmarshal(
            """
            metadata: {name: a, namespace: kube-flannel, uid: u}
            spec: {containers: []}
            status:
              phase: Pending
              %s:
              - {name: a, image: "registry.example/flannel:v9", state: {waiting: {reason: %s}}}
            """
                .formatted(statuses, reason),
            Pod.class);

    // then
    assertThat(PodFacts.of(pod, claim -> false).status().unpulled()).isEqualTo(image);
  }

  @Test
  void shouldNotTakeADriversPodForAnAgentThatIsReady() {
    // given
    FabricView view = new FabricView();
    view.pod(daemonPod("calico-node-1", "worker-1", "calico-node"));
    view.pod(daemonPod("csi-node-driver-2", "worker-2", "csi-node-driver"));

    // when
    CalicoFact calico = ((Change.FabricsSeen) view.changed().orElseThrow()).fabrics().calico();

    // then
    assertThat(calico.readyNodes()).containsExactly("worker-1");
    assertThat(calico.agentNodes()).containsExactly("worker-1", "worker-2");
  }

  @Test
  void shouldFindRangesInKubeadmsConfiguration() {
    assertThat(ClusterFacts.entry("networking:\n  podSubnet: \"10.1.0.0/16\"\n", "podSubnet"))
        .isEqualTo("10.1.0.0/16");
    assertThat(ClusterFacts.ranges("10.96.0.0/12,fd00::/112")).hasSize(2);
    assertThat(ClusterFacts.ranges(null)).isEmpty();
  }

  private static PodFact daemonPod(String name, String node, String app) {
    Pod pod =
        Serialization.unmarshal(
            """
            {"metadata": {"name": "%s", "namespace": "kube-system", "uid": "1",
              "labels": {"k8s-app": "%s"},
              "creationTimestamp": "2026-01-01T00:00:00Z",
              "ownerReferences": [{"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "%s",
                "uid": "2", "controller": true}]},
             "spec": {"nodeName": "%s", "containers": []},
             "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
            """
                .formatted(name, app, app, node),
            Pod.class);
    return PodFacts.of(pod, claim -> false);
  }

  private static GenericKubernetesResource block(String cidr, String state, String deleted) {
    return resource(
        "{\"spec\": {\"cidr\": \"%s\", \"node\": \"worker-1\", \"state\": \"%s\", \"deleted\": \"%s\"}}"
            .formatted(cidr, state, deleted));
  }

  private static GenericKubernetesResource resource(String json) {
    return Serialization.unmarshal(
        "{\"apiVersion\": \"crd.projectcalico.org/v1\", \"kind\": \"X\", \"metadata\": {\"name\":"
            + " \"x\"}, "
            + json.strip().substring(1),
        GenericKubernetesResource.class);
  }
}
