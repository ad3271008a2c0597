package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import java.nio.file.Path;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** How a cluster has to look when it went the whole way from Calico to Flannel. */
final class MissionEnds {
  private static final String[] BLUE = {"worker-1\n", "worker-2\n", "worker-3\n"};

  private MissionEnds() {}

  /**
   * All workers are other ones, all control planes the same, nothing hangs on restitch, and it says
   * so itself.
   *
   * @param home where restitch may run
   * @param before the Nodes as they were
   */
  static void everythingIsOnFlannel(MixedLab lab, Path home, TreeMap<String, JsonNode> before) {
    MixedEnds.everyControlPlaneIsConverted(lab, before);
    assertThat(lab.kubectl("get", "nodes", "-o", "name")).hasLineCount(6).doesNotContain(BLUE);
    nothingHangsOnUs(lab);
    Commands.Ended verified = lab.restitch(home, "verify");
    assertThat(verified.status()).as(verified.out() + verified.err()).isZero();
    assertThat(lab.kubectl("get", "secrets", "-A", "-l", Names.JOIN_TOKEN, "-o", "name")).isEmpty();
  }

  /** No object, label or annotation of ours is needed by anything that runs. */
  private static void nothingHangsOnUs(MixedLab lab) {
    assertThat(marks(lab)).doesNotContain("restitch.io/", "projectcalico.org/");
    assertThat(lab.kubectl("get", "daemonsets", "-A", "-o", "json"))
        .doesNotContain("restitch.io/fabric", "restitch-bridge", "calico", "kube-proxy-flannel");
    // The role under which restitch runs is its user's, and stays.
    assertThat(lab.kubectl("get", "clusterroles,clusterrolebindings", "-o", "name"))
        .doesNotContain("restitch-", "calico");
    assertThat(lab.kubectl("get", "crd", "-o", "name")).doesNotContain("projectcalico.org");
    for (String machine : MixedEnds.CONTROL_PLANES) {
      noBridge(lab, machine);
      assertThat(lab.exec(machine, "ip", "-br", "link")).doesNotContain("calico");
    }
  }

  /** What Nodes are marked with: labels, annotations, taints. */
  static String marks(MixedLab lab) {
    return lab.kubectl("get", "nodes", "-o", "jsonpath={.items[*]['metadata','spec']}");
  }

  /** No device, rule or chain of the bridge's. */
  static void noBridge(MixedLab lab, String machine) {
    assertThat(lab.exec(machine, "ip", "rule")).doesNotContain("4242");
    assertThat(lab.exec(machine, "ip", "-br", "link")).doesNotContain("cni-restitch");
    assertThat(lab.exec(machine, "iptables-save")).doesNotContain("restitch");
  }
}
