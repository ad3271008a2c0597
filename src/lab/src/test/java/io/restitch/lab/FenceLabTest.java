package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calico's agents keep off green nodes; none that runs is rolled, neither then nor on the way back.
 */
@Tag("lab")
class FenceLabTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String TRIED = "worker-12";

  @Test
  void shouldKeepAgentsOffGreenAndRollNoneThereAndBack(@TempDir Path home) {
    // Given
    try (Lab lab = Lab.withSample()) {
      String before = daemonSet(lab);
      List<String> agents = agents(lab);
      Restitch restitch = new Restitch(lab, home).withSettings(1);

      // When
      restitch.run("apply", "--until", "CalicoFenced", "--yes").well();
      lab.kubectl("label", "node", TRIED, "restitch.io/fabric=flannel");

      // Then
      Await.until(
          LIMIT,
          "no agent is on green",
          () -> agents(lab).size() == agents.size() - 1,
          () -> agents(lab).toString());
      assertThat(agents(lab)).allMatch(agents::contains).noneMatch(a -> a.endsWith(TRIED));

      // When
      lab.kubectl("label", "node", TRIED, "restitch.io/fabric-");
      restitch.run("rollback", "--yes").well();

      // Then
      assertThat(daemonSet(lab)).isEqualTo(before);
      lab.kubectl("-n", "kube-system", "rollout", "status", "daemonset/calico-node");
      assertThat(agents(lab)).hasSameSizeAs(agents);
      assertThat(agents(lab))
          .filteredOn(a -> !a.endsWith(TRIED))
          .containsExactlyElementsOf(agents.stream().filter(a -> !a.endsWith(TRIED)).toList());
    }
  }

  /** Each agent's UID and node. */
  private static List<String> agents(Lab lab) {
    return lab.kubectl(
            "-n",
            "kube-system",
            "get",
            "pods",
            "-l",
            "k8s-app=calico-node",
            "-o",
            "jsonpath={range .items[*]}{.metadata.uid} {.spec.nodeName}{\"\\n\"}{end}")
        .lines()
        .sorted()
        .toList();
  }

  private static String daemonSet(Lab lab) {
    return lab.kubectl(
        "-n",
        "kube-system",
        "get",
        "daemonset",
        "calico-node",
        "-o",
        "jsonpath={.spec} {.metadata.annotations.restitch\\.io/fence-before}");
  }
}
