package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Three real control planes are held, converted in place and handed back, one after the other. */
@Tag("drill")
class ControlPlaneLabTest {
  private static final List<String> CONTROL_PLANES = List.of("cp-1", "cp-2", "cp-3");

  @Test
  void shouldConvertThreeControlPlanesWhileAClientReadsAndWrites(@TempDir Path home) {
    // Given
    try (MixedLab lab = MixedLab.up("vxlan");
        Client client = lab.client(home)) {
      lab.settings(
          home, "BackedUp", "CalicoFenced", "FlannelInstalled", "Bridged", "WorkersReplaced");
      TreeMap<String, JsonNode> before = nodes(lab);
      Instant begin = Instant.now();

      // When
      Commands.Ended applied =
          lab.restitch(home, "apply", "--yes", "--until", "IpamReturned", "--progress", "plain");

      // Then
      assertThat(applied.status()).as(applied.out() + applied.err()).isZero();
      Client.Fared fared = client.end();
      System.out.printf(
          "3 control planes in %d s; a client beside them: %s%n",
          Duration.between(begin, Instant.now()).toSeconds(), fared);
      assertThat(fared.lost()).isZero();
      assertThat(fared.longestGap()).isLessThanOrEqualTo(5);
      TreeMap<String, JsonNode> after = nodes(lab);
      for (String name : CONTROL_PLANES) {
        JsonNode now = Objects.requireNonNull(after.get(name));
        assertThat(lasting(now)).isEqualTo(lasting(Objects.requireNonNull(before.get(name))));
        assertThat(now.at("/spec/podCIDR").asString("")).startsWith("10.244.");
        assertThat(lab.exec(name, "ls", "/etc/cni/net.d")).doesNotContain("calico");
        assertThat(lab.exec(name, "iptables-save")).doesNotContain("cali-");
        assertThat(flags(lab, name))
            .contains("--allocate-node-cidrs=true", "--cluster-cidr=10.244.0.0/16");
      }
      assertThat(addresses(lab)).allMatch(a -> a.startsWith("10.244."));
      assertThat(lab.kubectl("-n", "kube-system", "get", "cm", "kubeadm-config", "-o", "yaml"))
          .contains("10.244.0.0/16")
          .doesNotContain("192.168.0.0/16");
    }
  }

  private static TreeMap<String, JsonNode> nodes(MixedLab lab) {
    TreeMap<String, JsonNode> nodes = new TreeMap<>();
    for (JsonNode node :
        JsonMapper.shared().readTree(lab.kubectl("get", "nodes", "-o", "json")).path("items")) {
      nodes.put(node.at("/metadata/name").asString(""), node);
    }
    return nodes;
  }

  /** What of a Node has to outlive its conversion: all labels but ours, taints, provider's id. */
  private static String lasting(JsonNode node) {
    TreeMap<String, String> labels = new TreeMap<>();
    node.at("/metadata/labels")
        .properties()
        .forEach(l -> labels.put(l.getKey(), l.getValue().asString("")));
    labels.keySet().removeIf(l -> l.startsWith("restitch.io/"));
    return labels
        + node.at("/spec/taints").toString()
        + node.at("/spec/providerID").toString()
        + node.at("/status/addresses").toString()
        + node.at("/metadata/annotations/kubeadm.alpha.kubernetes.io~1cri-socket").toString();
  }

  private static String flags(MixedLab lab, String node) {
    return lab.kubectl(
        "-n",
        "kube-system",
        "get",
        "pod",
        "kube-controller-manager-" + node,
        "-o",
        "jsonpath={.spec.containers[0].command}");
  }

  private static List<String> addresses(MixedLab lab) {
    return lab.kubectl(
            "-n", "shop", "get", "pods", "-o", "jsonpath={range .items[*]}{.status.podIP}{\"\\n\"}")
        .strip()
        .lines()
        .toList();
  }
}
