package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network and an image as they must not be: the migration is refused with what is wrong and the
 * way out, and nothing was touched. Then, with all as it should be, bad luck on the way: a kubelet
 * that is set up otherwise waits for a person's word, and Calico's pool is away for a while.
 */
@Tag("drill")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MissionBadLuckLabTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int BLOCKED = 4;
  private static final int PAUSED = 3;
  private static final String POOL = "192.168.0.0/16";

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static MixedLab lab;

  @TempDir private Path home;

  @BeforeAll
  static void up() {
    lab = MixedLab.mission("vxlan").underItsRoles();
  }

  @AfterAll
  static void down() {
    lab.close();
  }

  @Test
  void shouldNameThePairAndTheRuleToOpenWhereUdp8472IsClosed() {
    dropped(
        "ip saddr 172.20.0.22 udp dport 8472",
        "udp-8472-closed node worker-1: UDP 8472 does not come through from worker-2 (172.20.0.22)"
            + " to worker-1 (172.20.0.21)",
        "let UDP 8472 in on worker-1 (172.20.0.21) from 172.20.0.22: in its security group");
  }

  @Test
  void shouldNameTheSizeThatFitsWhereThePathIsNarrowerThanItsDevices() {
    dropped(
        "udp dport 8472 meta length > 1400",
        "mtu-too-small node worker-1: packets of 1450 bytes do not come through from worker-1"
            + " (172.20.0.21) to worker-2 (172.20.0.22) in a frame of 1500 bytes; the largest that"
            + " do have 1350",
        "or set the MTU of both machines' devices to 1400");
  }

  @Test
  void shouldNameTheDeviceThatHasAnAddressOfTheRangeOfLinks() {
    lab.exec("worker-1", "ip", "link", "add", "tailscale0", "type", "bridge");
    try {
      lab.exec("worker-1", "ip", "address", "add", "100.127.200.1/32", "dev", "tailscale0");
      refused(
          "link-range-used node worker-1: the bridge's range 100.127.192.0/18 is in use on it:"
              + " 100.127.200.1/32@tailscale0",
          "set network.linkRange to a range that nothing in this network uses");
    } finally {
      lab.exec("worker-1", "ip", "link", "delete", "tailscale0");
    }
  }

  @Test
  void shouldNameAnImageThatNoMachineCanPull() throws IOException {
    lab.missionSettings(home);
    edit("  provider:", "  network: {flannelImage: \"restitch.io/lab/nothing:1\"}\n  provider:");
    refusedAsSet(
        "image-not-pulled node worker-1: image restitch.io/lab/nothing:1 cannot be pulled there",
        "or set network.flannelImage to one that every machine can pull");
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void shouldWaitForAWordOnAKubeletSetUpOtherwiseAndKeepTheWayToPodsWhileTheirPoolIsAway()
      throws IOException {
    // Given
    lab.missionSettings(home);
    edit(
        "workers: {surge: 1, bootTimeout: 3m}",
        """
        workers:
              surge: 1
              kubelet: {rotate-server-certificates: "true"}
              approveServingCertificates: true
              beforeJoin: sed -i 's/--node-ip/--max-pods=60 --node-ip/' /etc/default/kubelet
        """
            .stripTrailing());

    // When
    try (MixedRun run = MixedRun.start(lab, home, "apply", "--yes", "--until", "WorkersReplaced")) {
      run.reaches("a kubelet differs", t -> run.said().contains("accept-kubelet="));

      // Then
      MatchResult word = acceptance(run.said());
      String node = word.group(1);
      assertThat(run.said()).contains("maxPods is 60, there 110");
      isCertified(node);
      poolIsAwayWhileABlockComes();
      assertThat(taints(node)).contains("restitch.io/flannel-not-ready");

      lab.kubectl("annotate", "node", node, word.group(2));
      run.reaches("it serves", t -> t.done("RemoveTaint", node));
      assertThat(taints(node)).doesNotContain("restitch.io/");
      run.interrupt();
      assertThat(run.ends()).as(run.said()).isEqualTo(PAUSED);
    }
  }

  /** The command, as it is told, by which a person accepts the kubelet of a node. */
  private static MatchResult acceptance(String said) {
    return Pattern.compile("kubectl annotate node (\\S+) (restitch\\.io/accept-kubelet=\\w+)")
        .matcher(said)
        .results()
        .findFirst()
        .orElseThrow(() -> new AssertionError(said));
  }

  /** Its kubelet asked for a certificate of the cluster's own, got it, and serves with it. */
  private static void isCertified(String node) {
    assertThat(
            lab.kubectl(
                "get",
                "csr",
                "-o",
                "jsonpath={range .items[?(@.spec.signerName=='kubernetes.io/kubelet-serving')]}"
                    + "{.spec.username} {.status.conditions[*].reason}{\"\\n\"}{end}"))
        .isEqualTo("system:node:" + node + " RestitchMadeTheMachine\n");
    String address =
        lab.kubectl("get", "node", node, "-o", "jsonpath={.status.addresses[0].address}");
    assertThat(
            lab.exec(
                "cp-1",
                "sh",
                "-c",
                "openssl s_client -connect %s:10250 -CAfile /etc/kubernetes/pki/ca.crt </dev/null"
                        .formatted(address)
                    + " 2>&1"))
        .contains("Verify return code: 0 (ok)");
  }

  /** A pool cannot be renamed: it goes, and comes again. Calico gives a block meanwhile. */
  private static void poolIsAwayWhileABlockComes() throws IOException {
    assertThat(told()).contains("pool " + POOL);
    lab.kubectl("delete", "ippools.crd.projectcalico.org", "default-ipv4-ippool");
    lab.apply(
        """
        apiVersion: crd.projectcalico.org/v1
        kind: BlockAffinity
        metadata: {name: cp-1-late}
        spec: {cidr: 192.168.250.0/26, deleted: "false", node: cp-1, state: confirmed, type: host}
        """);
    leadsThere("192.168.250.0/26");
    lab.apply(
        """
        apiVersion: crd.projectcalico.org/v1
        kind: IPPool
        metadata: {name: pods}
        spec: {blockSize: 26, cidr: %s, ipipMode: Never, natOutgoing: true, vxlanMode: Always}
        """
            .formatted(POOL));
    lab.kubectl("delete", "blockaffinities.crd.projectcalico.org", "cp-1-late");
    Await.until(
        LIMIT,
        "the block is nobody's any more",
        () -> !told().contains("192.168.250.0/26"),
        MissionBadLuckLabTest::told);
    assertThat(told()).contains("pool " + POOL);
  }

  /** Every node is told of the block, and still has the pool's rule. */
  private static void leadsThere(String block) {
    Await.until(
        LIMIT,
        "a node has a route to " + block,
        () -> lab.exec("worker-1", "ip", "route", "show", "table", "4242").contains(block),
        MissionBadLuckLabTest::told);
    assertThat(told()).contains("pool " + POOL, block);
    assertThat(lab.exec("worker-1", "ip", "rule")).contains("to " + POOL + " lookup 4242");
  }

  /** The map that the bridge's agents read. */
  private static String told() {
    return lab.kubectl(
        "-n", "restitch-system", "get", "configmaps", "-o", "jsonpath={.items[*].data}");
  }

  private static String taints(String node) {
    return lab.kubectl("get", "node", node, "-o", "jsonpath={.spec.taints[*].key}");
  }

  /** What worker-1 does not let in. */
  private void dropped(String match, String message, String remedy) {
    lab.exec(
        "worker-1",
        "nft",
        "add table inet lab; add chain inet lab in { type filter hook input priority -300; };"
            + " add rule inet lab in %s drop".formatted(match));
    try {
      refused(message, remedy);
    } finally {
      lab.exec("worker-1", "nft", "delete", "table", "inet", "lab");
    }
  }

  private void refused(String message, String remedy) {
    lab.missionSettings(home);
    refusedAsSet(message, remedy);
  }

  private void refusedAsSet(String message, String remedy) {
    // given
    String before = objects();

    // when
    Commands.Ended applied = lab.restitch(home, "apply", "--yes", "--until", "Bridged");

    // then
    assertThat(applied.status()).as(applied.out() + applied.err()).isEqualTo(BLOCKED);
    assertThat(applied.err())
        .contains("nothing was changed", message)
        .containsPattern("(?s)→ .*" + Pattern.quote(remedy));
    assertThat(objects()).isEqualTo(before);
    Await.until(
        LIMIT, "no probe is there", () -> probes().isBlank(), MissionBadLuckLabTest::probes);
    for (String machine : List.of("cp-1", "worker-1", "worker-2")) {
      assertThat(lab.exec(machine, "ip", "-br", "link")).doesNotContain("cni-probe");
      assertThat(lab.exec(machine, "ip", "rule")).doesNotContain("4243");
    }
  }

  private static String probes() {
    return lab.kubectl("get", "pods,daemonsets", "-A", "-l", "app=restitch-probe", "-o", "name");
  }

  /** Nodes, DaemonSets and pools as they are meant to be. */
  private static String objects() {
    return lab.kubectl(
            "get",
            "nodes",
            "-o",
            "jsonpath={range .items[*]}{.metadata.name}{.metadata.labels}{.metadata.annotations}"
                + "{.spec}{\"\\n\"}{end}")
        + lab.kubectl(
            "get",
            "daemonsets,ippools.crd.projectcalico.org",
            "-A",
            "-o",
            "jsonpath={range .items[*]}{.metadata.name}{.metadata.labels}{.spec}{\"\\n\"}{end}");
  }

  private void edit(String what, String by) throws IOException {
    Path file = home.resolve("restitch.yaml");
    String settings = Files.readString(file);
    assertThat(settings).contains(what);
    Files.writeString(file, settings.replace(what, by));
  }
}
