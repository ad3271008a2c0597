package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * A cluster of real kubelets goes from Calico to Flannel by one {@code apply}, while probers on
 * every node call every Service; in the end nothing hangs on restitch, and a machine joins by hand.
 */
@Tag("drill")
class MissionLabTest {
  private static final Duration LIMIT = Duration.ofMinutes(25);

  @ParameterizedTest
  @ValueSource(strings = {"vxlan", "bgp"})
  void shouldReplaceAllWorkersAndConvertAllControlPlanesWhileProbersCall(
      String mode, @TempDir Path home) {
    // Given
    try (MixedLab lab = MixedLab.mission(mode);
        Probers probers = lab.probers(home)) {
      lab.missionSettings(home);
      TreeMap<String, JsonNode> before = NodeLikeness.nodes(lab);
      probers.await(400);
      Probers.Fared quiet = probers.fared();
      Instant begin = Instant.now();

      // When
      Commands.Ended applied =
          lab.restitch(LIMIT, home, "apply", "--yes", "--confirm-removal", "--progress", "plain");

      // Then
      assertThat(applied.status()).as(applied.out() + applied.err()).isZero();
      probers.await(100);
      Probers.Fared fared = probers.fared().without(quiet);
      System.out.printf(
          "%s: 3 workers and 3 control planes in %d s; quiet: %s; meanwhile: %s%n",
          mode, Duration.between(begin, Instant.now()).toSeconds(), quiet, fared);
      MixedEnds.everyControlPlaneIsConverted(lab, before);
      assertThat(lab.kubectl("get", "nodes", "-o", "name"))
          .hasLineCount(6)
          .doesNotContain("worker-1\n", "worker-2\n", "worker-3\n");
      nothingHangsOnUs(lab);
      Commands.Ended verified = lab.restitch(LIMIT, home, "verify");
      assertThat(verified.status()).as(verified.out() + verified.err()).isZero();
      assertThat(lab.kubectl("-n", "kube-system", "get", "secrets", "-o", "name"))
          .doesNotContain("bootstrap-token");
      // What has two replicas and a budget, or an agent on every node, never failed; one alone
      // moved.
      assertThat(fared.failed()).doesNotContainKeys("web", "agent", "nodeport", "api");
      lab.joinByHand("by-hand");
      probers.awaitFrom("by-hand", 3);
      assertThat(probers.fared().without(quiet).failed()).isEqualTo(fared.failed());
    }
  }

  /** No object, label or annotation of ours is needed by anything that runs. */
  private static void nothingHangsOnUs(MixedLab lab) {
    assertThat(lab.kubectl("get", "nodes", "-o", "json"))
        .doesNotContain("restitch.io/", "projectcalico.org/");
    assertThat(lab.kubectl("get", "daemonsets", "-A", "-o", "json"))
        .doesNotContain("restitch", "calico", "kube-proxy-flannel");
    assertThat(lab.kubectl("get", "clusterroles,clusterrolebindings", "-o", "name"))
        .doesNotContain("restitch", "calico");
    assertThat(lab.kubectl("get", "crd", "-o", "name")).doesNotContain("projectcalico.org");
    for (String machine : List.of("cp-1", "cp-2", "cp-3")) {
      assertThat(lab.exec(machine, "ip", "rule")).doesNotContain("4242");
      assertThat(lab.exec(machine, "ip", "-br", "link")).doesNotContain("cni-restitch", "calico");
      assertThat(lab.exec(machine, "iptables-save")).doesNotContain("restitch");
    }
  }
}
