package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** How a cluster of real machines has to look when restitch has ended. */
final class MixedEnds {
  static final List<String> CONTROL_PLANES = List.of("cp-1", "cp-2", "cp-3");

  /** What prints every rule there is. */
  static final List<String> RULES =
      List.of("iptables-save", "iptables-legacy-save", "ip6tables-save", "ip6tables-legacy-save");

  private MixedEnds() {}

  /**
   * All control planes are on Flannel, allocation is handed back, and nothing else is different.
   *
   * @param before the Nodes as they were
   */
  static void everyControlPlaneIsConverted(MixedLab lab, TreeMap<String, JsonNode> before) {
    TreeMap<String, JsonNode> after = NodeLikeness.nodes(lab);
    for (String name : CONTROL_PLANES) {
      JsonNode now = Objects.requireNonNull(after.get(name));
      assertThat(NodeLikeness.lasting(now))
          .as(name)
          .isEqualTo(NodeLikeness.lasting(Objects.requireNonNull(before.get(name))));
      assertThat(now.at("/spec/podCIDR").asString("")).startsWith("10.244.");
      assertThat(lab.exec(name, "ls", "/etc/cni/net.d")).doesNotContain("calico");
      nothingOfCalicoIsIn(lab, name);
      assertThat(managerFlags(lab, name))
          .contains("--allocate-node-cidrs=true", "--cluster-cidr=10.244.0.0/16");
      assertThat(lab.exec(name, "ls", "/etc/kubernetes/manifests").lines())
          .containsExactlyInAnyOrder(
              "etcd.yaml",
              "kube-apiserver.yaml",
              "kube-controller-manager.yaml",
              "kube-scheduler.yaml");
    }
    assertThat(podAddresses(lab)).allMatch(a -> a.startsWith("10.244."));
    assertThat(
            lab.kubectl(
                "-n", "kube-system", "get", "cm", "kubeadm-config", "-o", "jsonpath={.data}"))
        .contains("10.244.0.0/16")
        .doesNotContain("192.168.0.0/16");
    kubeProxyRunsWith(lab, "10.244.0.0/16");
    etcdIsHealthy(lab);
    wereSeen(lab, "BackedUp", "IpamHeld", "ControlPlaneConverted", "IpamReturned");
  }

  /** The record has these phases as true, by what was seen and not by anybody's word. */
  private static void wereSeen(MixedLab lab, String... phases) {
    String conditions =
        lab.kubectl(
            "get",
            "migrations.restitch.io",
            "-A",
            "-o",
            "jsonpath={range .items[0].status.conditions[*]}{.type}={.state},{.reason} {end}");
    for (String phase : phases) {
      assertThat(conditions).contains(phase + "=TRUE,Seen ");
    }
  }

  /** Its configuration names the range, and all its pods were started after that. */
  private static void kubeProxyRunsWith(MixedLab lab, String range) {
    assertThat(
            lab.kubectl(
                "-n",
                "kube-system",
                "get",
                "cm",
                "kube-proxy",
                "-o",
                "jsonpath={.data.config\\.conf}"))
        .containsPattern("clusterCIDR: \"?" + Pattern.quote(range));
    assertThat(
            lab.kubectl(
                "-n",
                "kube-system",
                "get",
                "ds",
                "kube-proxy",
                "-o",
                "jsonpath={.spec.template.metadata.annotations}"))
        .contains("\"restitch.io/pod-range\":\"" + range + "\"");
    lab.kubectl("-n", "kube-system", "rollout", "status", "ds/kube-proxy", "--timeout=60s");
  }

  /** By the machine's own word, not by restitch's scan. */
  static void nothingOfCalicoIsIn(MixedLab lab, String machine) {
    for (String save :
        List.of(
            "iptables-save", "iptables-legacy-save", "ip6tables-save", "ip6tables-legacy-save")) {
      assertThat(lab.exec(machine, save)).as("%s on %s", save, machine).doesNotContain("cali");
    }
    assertThat(lab.exec(machine, "ipset", "list", "-n")).doesNotContain("cali");
    assertThat(lab.exec(machine, "ip", "-o", "link")).doesNotContain("cali");
    assertThat(lab.exec(machine, "ip", "route", "show", "table", "all"))
        .doesNotContain("proto 80")
        .doesNotContain("proto bird")
        .doesNotContain("cali");
  }

  /** All members answer, and none is a learner. */
  static void etcdIsHealthy(MixedLab lab) {
    assertThat(lab.etcd("cp-1").lines().filter(l -> !l.isBlank())).hasSize(3);
  }

  /** Flags of one kube-controller-manager, as its mirror pod shows them. */
  static String managerFlags(MixedLab lab, String node) {
    return lab.kubectl(
        "-n",
        "kube-system",
        "get",
        "pod",
        "kube-controller-manager-" + node,
        "-o",
        "jsonpath={.spec.containers[0].command}");
  }

  /** Addresses of all pods that are not on their host's network. */
  static List<String> podAddresses(MixedLab lab) {
    return lab.kubectl(
            "-n",
            "shop",
            "get",
            "pods",
            "-o",
            "jsonpath={range .items[*]}{.status.podIP} {.spec.hostNetwork}{\"\\n\"}")
        .strip()
        .lines()
        .filter(l -> !l.endsWith(" true"))
        .map(String::strip)
        .toList();
  }
}
