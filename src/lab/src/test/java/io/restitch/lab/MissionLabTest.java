package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * A cluster of real kubelets goes from Calico to Flannel as far as this release goes, by one {@code
 * apply}, while probers on every node call every Service.
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
          lab.restitch(
              LIMIT, home, "apply", "--yes", "--until", "IpamReturned", "--progress", "plain");

      // Then
      assertThat(applied.status()).as(applied.out() + applied.err()).isZero();
      probers.await(100);
      Probers.Fared fared = probers.fared().without(quiet);
      System.out.printf(
          "%s: 3 workers and 3 control planes in %d s; quiet: %s; meanwhile: %s%n",
          mode, Duration.between(begin, Instant.now()).toSeconds(), quiet, fared);
      MixedEnds.everyControlPlaneIsConverted(lab, before);
      assertThat(lab.kubectl("get", "nodes", "-l", "restitch.io/fabric=flannel", "-o", "name"))
          .hasLineCount(6)
          .doesNotContain("worker-1\n", "worker-2\n", "worker-3\n");
      assertThat(lab.kubectl("-n", "kube-system", "get", "secrets", "-o", "name"))
          .doesNotContain("bootstrap-token");
      // What has two replicas and a budget, or an agent on every node, never failed; one alone
      // moved.
      assertThat(fared.failed()).doesNotContainKeys("web", "agent", "nodeport", "api");
    }
  }
}
