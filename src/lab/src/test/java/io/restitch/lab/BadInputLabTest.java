package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Bad input that a real API server decides: told with the way out, and nothing touched. */
@Tag("lab")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputLabTest {
  private static final Set<String> CHANGING =
      Set.of("create", "update", "patch", "delete", "deletecollection");

  private Lab lab;
  private Restitch restitch;

  BadInputLabTest() {
    lab = Lab.withSample();
    restitch = new Restitch(lab, Path.of(""));
  }

  @BeforeAll
  void planWorks(@TempDir Path home) {
    new Restitch(lab, home).withSettings(3).run("plan").well();
  }

  @BeforeEach
  void settings(@TempDir Path home) {
    restitch = new Restitch(lab, home).withSettings(3);
  }

  @AfterEach
  void nothingWasTouched() {
    List<String> changes =
        lab.audit()
            .byRestitch()
            .filter(l -> CHANGING.contains(l.verb()))
            .filter(l -> !l.resource().equals("selfsubjectaccessreviews"))
            .map(l -> l.verb() + " " + l.resource() + " " + l.object())
            .toList();
    assertThat(changes).isEmpty();
  }

  @AfterAll
  void close() {
    lab.close();
  }

  @Test
  void shouldNameEveryMissingRightWhenUserHasNone() {
    // when
    Commands.Ended ended = restitch.run("plan", "--kubeconfig", kubeconfig("nobody"));

    // then
    told(
        ended,
        1,
        "this user may not: list nodes,\n  watch nodes,\n",
        "restitch render access restitch-viewer'");
    assertThat(ended.err()).contains("list poddisruptionbudgets.policy");
  }

  @Test
  void shouldPlanAndRefuseToApplyWhenUserMayOnlyLook() {
    // when
    Commands.Ended planned =
        restitch.run("plan", "--out", "p.yaml", "--kubeconfig", kubeconfig("viewer"));
    Commands.Ended applied = apply("p.yaml", "--kubeconfig", kubeconfig("viewer"));

    // then
    assertThat(planned.status()).as(planned.err()).isZero();
    told(applied, 1, "create pods/eviction", "restitch render access restitch'");
    assertThat(applied.err())
        .contains("patch nodes")
        .contains("update leases.coordination.k8s.io in restitch-system")
        .doesNotContain("list nodes");
  }

  @Test
  void shouldSayExpiredWhenTokenIsRefused() throws IOException {
    // given
    String admin = Files.readString(lab.dir().resolve("kubeconfig"));
    Files.writeString(
        restitch.file("expired"), admin.replaceFirst("token: .*", "token: not-any-more"));

    // when
    Commands.Ended ended = restitch.run("plan", "--kubeconfig", "expired");

    // then
    told(ended, 1, "the credentials are unknown or have expired", "log in again");
  }

  @Test
  void shouldNameServerWhenItCannotBeReached() throws IOException {
    // given
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String admin = Files.readString(lab.dir().resolve("kubeconfig"));
    Files.writeString(
        restitch.file("away"),
        admin.replaceFirst("server: \\S+", "server: https://127.0.0.1:" + port));

    // when
    Commands.Ended ended = restitch.run("status", "--kubeconfig", "away");

    // then
    told(
        ended,
        1,
        "the API server https://127.0.0.1:" + port + " cannot be reached",
        "check the network and the kubeconfig's server");
  }

  @Test
  void shouldShowTheDifferenceWhenALabelChanged() {
    // given
    restitch.run("plan", "--out", "p.yaml").well();
    lab.kubectl("label", "node", "worker-3", "team=bank");

    // when
    Commands.Ended ended = apply("p.yaml");

    // then
    lab.kubectl("label", "node", "worker-3", "team-");
    told(
        ended,
        5,
        "labels, annotations or taints of worker worker-3 have changed: label team is new (bank)",
        "make it again with `restitch plan --out`");
  }

  @Test
  void shouldShowTheDifferenceWhenANodeIsNew() throws IOException {
    // given
    restitch.run("plan", "--out", "p.yaml").well();
    Files.writeString(
        restitch.file("node.yaml"),
        "{apiVersion: v1, kind: Node, metadata: {name: stranger-1}, spec: {unschedulable: true}}");
    lab.kubectl("apply", "-f", restitch.file("node.yaml").toString());

    // when
    Commands.Ended ended = apply("p.yaml");

    // then
    lab.kubectl("delete", "node", "stranger-1");
    told(ended, 5, "node stranger-1: ", "make it again with `restitch plan --out`");
  }

  @Test
  void shouldNameALonePodThatCameSinceThePlanAlthoughSuchPodsWereAccepted() {
    // given
    restitch.run("plan", "--out", "p.yaml").well();
    lab.kubectl("-n", "tools", "run", "late", "--image=shell", "--restart=Never");

    // when
    Commands.Ended ended = apply("p.yaml");

    // then
    lab.kubectl("-n", "tools", "delete", "pod", "late", "--now");
    told(
        ended,
        5,
        "Pod tools/late is new, and needs the consent lone-pods",
        "make it again with `restitch plan --out`");
  }

  @Test
  void shouldRefuseWhenPlanIsAnotherClusters() {
    // given
    restitch.run("plan", "--out", "p.yaml").well();
    try (Lab other = Lab.up()) {

      // when
      Commands.Ended ended =
          apply("p.yaml", "--kubeconfig", other.dir().resolve("kubeconfig") + "");

      // then
      told(ended, 5, "this plan was made for another cluster", "choose the right --context");
      assertThat(other.audit().byRestitch().filter(l -> CHANGING.contains(l.verb()))).isEmpty();
    }
  }

  @Test
  void shouldShowWhatCameWhenProviderPrintsGarbage() throws IOException {
    // given
    lab.fault("garbage", "");

    // when
    Commands.Ended ended = restitch.run("plan");

    // then
    Files.delete(lab.dir().resolve("cloud/faults/garbage"));
    told(ended, 1, "it wrote: ", "restitch provider test lab");
  }

  @Test
  void shouldEndProviderWhenItHangs() throws IOException {
    // given
    lab.fault("hang", "");
    Path file = restitch.file("restitch.yaml");
    Files.writeString(
        file,
        Files.readString(file).replace("    name: lab\n", "    name: lab\n    timeout: 2s\n"));

    // when
    Commands.Ended ended = restitch.run("plan");

    // then
    Files.delete(lab.dir().resolve("cloud/faults/hang"));
    told(ended, 1, "did not answer within 2 s and was ended", "spec.provider.timeout");
  }

  @Test
  void shouldExitWith4WhenRangeOverlapsServices() {
    // given
    String services =
        lab.kubectl("get", "servicecidr", "kubernetes", "-o", "jsonpath={.spec.cidrs[0]}");

    // when
    Commands.Ended planned = restitch.run("plan", "--pod-cidr", services);
    Commands.Ended applied = apply("--pod-cidr", services);

    // then
    told(planned, 4, services + " overlaps Services", "choose another range");
    told(applied, 4, services + " overlaps Services", "choose another range");
  }

  @Test
  void shouldExitWith4WhenCalicoWouldTakeTheBridgesDeviceForItsNodes() throws IOException {
    // given
    Path file = restitch.file("restitch.yaml");
    Files.writeString(file, Files.readString(file).replace("Bridged, ", ""));
    environment("IP_AUTODETECTION_METHOD=interface=.*");

    // when
    Commands.Ended planned = restitch.run("plan");

    // then
    environment("IP_AUTODETECTION_METHOD-");
    told(
        planned,
        4,
        "IP_AUTODETECTION_METHOD=interface=.* also finds device cni-restitch",
        "to kubernetes-internal-ip");
  }

  @Test
  void shouldExitWith4WhenKubeProxyRunsNowhereUnlessNewMachinesBringTheirOwn() {
    // given: as Calico's guide to eBPF has it
    kubeProxyOn("{\"non-calico\":\"true\"}", "0");

    // when
    Commands.Ended planned = restitch.run("plan");
    Commands.Ended accepted =
        restitch.run("plan", "--accept", "lone-pods,emptydir-data,own-kube-proxy");
    environment("FELIX_BPFENABLED=true");
    Commands.Ended replaced = restitch.run("plan");

    // then
    environment("FELIX_BPFENABLED-");
    kubeProxyOn("null", "15");
    told(planned, 4, "no DaemonSet kube-system/kube-proxy runs pods", "--accept own-kube-proxy");
    assertThat(accepted.status()).as(accepted.out() + accepted.err()).isZero();
    told(replaced, 4, "Calico's agents serve Services by eBPF", "bring kube-proxy back");
  }

  private void environment(String variable) {
    lab.kubectl("-n", "kube-system", "set", "env", "daemonset/calico-node", variable);
    lab.kubectl("-n", "kube-system", "rollout", "status", "daemonset/calico-node");
  }

  private void kubeProxyOn(String selector, String nodes) {
    lab.kubectl(
        "-n",
        "kube-system",
        "patch",
        "daemonset",
        "kube-proxy",
        "--type=merge",
        "-p",
        "{\"spec\":{\"template\":{\"spec\":{\"nodeSelector\":%s}}}}".formatted(selector));
    Await.until(
        Duration.ofMinutes(1),
        "kube-proxy is wanted on " + nodes + " nodes",
        () -> wanted().equals(nodes),
        this::wanted);
    lab.kubectl("-n", "kube-system", "rollout", "status", "daemonset/kube-proxy");
  }

  private String wanted() {
    return lab.kubectl(
        "-n",
        "kube-system",
        "get",
        "daemonset",
        "kube-proxy",
        "-o",
        "jsonpath={.status.desiredNumberScheduled}");
  }

  private Commands.Ended apply(String... more) {
    return restitch.run(
        Stream.concat(Stream.of("apply", "--yes", "--until", "WorkersReplaced"), Stream.of(more))
            .toArray(String[]::new));
  }

  private String kubeconfig(String user) {
    return lab.dir().resolve("kubeconfig-" + user).toString();
  }

  private static void told(Commands.Ended ended, int status, String message, String remedy) {
    assertThat(ended.status()).as(ended.err()).isEqualTo(status);
    assertThat(ended.err()).contains("restitch: ");
    assertThat(ended.out() + ended.err())
        .contains(message)
        .containsPattern("(?s)→ .*" + java.util.regex.Pattern.quote(remedy))
        .doesNotContain("\tat ");
  }
}
