package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Machines with two networks, whose default route is on the one that the cluster does not use, such
 * as a public one: real flanneld, of restitch's manifest, goes by the Node's own address.
 */
@Tag("lab")
class FlannelNetworksLabTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final List<String> WORKERS = List.of("worker-1", "worker-2");

  @Test
  void shouldGoByTheNodesAddressWhateverNetworkHasTheDefaultRoute(@TempDir Path home)
      throws IOException {
    // Given
    try (MixedLab lab = MixedLab.bare(1, 2)) {
      for (int n = 1; n <= 2; n++) {
        secondNetwork(lab, WORKERS.get(n - 1), "203.0.113." + n);
      }

      // When
      install(lab, home, "");
      lab.joinGreen("worker-1");
      lab.joinGreen("worker-2");

      // Then
      for (int n = 1; n <= 2; n++) {
        awaitPublicIp(lab, WORKERS.get(n - 1), "172.20.0.2" + n);
      }
      assertThat(device(lab)).contains("dev eth0").contains("local 172.20.0.21");
      assertThat(reaches(lab)).isTrue();

      // When: as flanneld does it by itself
      install(lab, home, "eth1");

      // Then
      for (int n = 1; n <= 2; n++) {
        awaitPublicIp(lab, WORKERS.get(n - 1), "203.0.113." + n);
      }
      assertThat(device(lab)).contains("dev eth1");
      assertThat(reaches(lab)).isFalse();
    }
  }

  /** Nobody else is on it. */
  private static void secondNetwork(MixedLab lab, String machine, String address) {
    lab.exec(
        machine,
        "sh",
        "-euc",
        "ip link add eth1 type veth peer name nobody; ip link set nobody up;"
            + " ip address add %s/24 dev eth1; ip link set eth1 up;".formatted(address)
            + " ip route replace default via 203.0.113.254 dev eth1");
  }

  /** The range is the one that kube-controller-manager gives pod CIDRs from here. */
  private static void install(MixedLab lab, Path home, String iface) throws IOException {
    Files.writeString(
        home.resolve("restitch.yaml"),
        """
        apiVersion: restitch.io/v1alpha1
        kind: Migration
        metadata: {name: lab}
        spec:
          network: {podCidr: 192.168.0.0/16, flannelIface: "%s"}
        """
            .formatted(iface));
    lab.apply(lab.restitch(home, "render", "flannel").well().out());
  }

  private static void awaitPublicIp(MixedLab lab, String node, String address) {
    Await.until(
        LIMIT,
        "Flannel on " + node + " is reached at " + address,
        () ->
            lab.kubectl(
                    "get",
                    "node",
                    node,
                    "-o",
                    "jsonpath={.metadata.annotations.flannel\\.alpha\\.coreos\\.com/public-ip}")
                .equals(address),
        () ->
            lab.kubectl("get", "pods", "-A", "-o", "wide")
                + lab.kubectl("get", "node", node, "-o", "yaml"));
  }

  private static String device(MixedLab lab) {
    return lab.exec("worker-1", "ip", "-d", "link", "show", "dev", "flannel.1");
  }

  /** Whether packets come to the other's flannel.1 and back. */
  private static boolean reaches(MixedLab lab) {
    String range =
        lab.kubectl("get", "node", "worker-2", "-o", "jsonpath={.spec.podCIDR}")
            .replaceFirst("/.*", "");
    return lab.tryExec(
                "worker-1",
                "sh",
                "-c",
                "for i in 1 2 3 4 5 6 7 8 9 10; do busybox ping -c 1 -W 2 "
                    + range
                    + " && exit 0; done; exit 1")
            .status()
        == 0;
  }
}
