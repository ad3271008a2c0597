package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calico's agents keep off green nodes; none that runs is rolled, neither then nor on the way back.
 */
@Tag("lab")
class FenceLabTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String TRIED = "worker-12";
  private static final String CANAL = "canal";

  @ParameterizedTest
  @ValueSource(strings = {"calico-node", CANAL})
  void shouldKeepAgentsOffGreenAndRollNoneThereAndBack(String name, @TempDir Path home) {
    // Given
    try (Lab lab = Lab.withSample()) {
      if (name.equals(CANAL)) {
        lab.kubectl("-n", "kube-system", "delete", "daemonset", "calico-node");
        new Posted(lab).with(CANAL);
      }
      settled(lab, name);
      String before = daemonSet(lab, name);
      List<String> agents = agents(lab, name);
      Restitch restitch = new Restitch(lab, home).withSettings(1);

      // When
      restitch.run("apply", "--until", "CalicoFenced", "--yes").well();
      lab.kubectl("label", "node", TRIED, "restitch.io/fabric=flannel");

      // Then
      Await.until(
          LIMIT,
          "no agent is on green",
          () -> agents(lab, name).size() == agents.size() - 1,
          () -> agents(lab, name).toString());
      assertThat(agents(lab, name)).allMatch(agents::contains).noneMatch(a -> a.endsWith(TRIED));

      // When
      lab.kubectl("label", "node", TRIED, "restitch.io/fabric-");
      restitch.run("rollback", "--yes").well();

      // Then
      assertThat(daemonSet(lab, name)).isEqualTo(before);
      settled(lab, name);
      assertThat(agents(lab, name)).hasSameSizeAs(agents);
      assertThat(agents(lab, name))
          .filteredOn(a -> !a.endsWith(TRIED))
          .containsExactlyElementsOf(agents.stream().filter(a -> !a.endsWith(TRIED)).toList());
    }
  }

  private static void settled(Lab lab, String name) {
    lab.kubectl("-n", "kube-system", "rollout", "status", "daemonset/" + name);
  }

  /** Each agent's UID and node. */
  private static List<String> agents(Lab lab, String name) {
    return lab.kubectl(
            "-n",
            "kube-system",
            "get",
            "pods",
            "-l",
            "k8s-app=" + name,
            "-o",
            "jsonpath={range .items[*]}{.metadata.uid} {.spec.nodeName}{\"\\n\"}{end}")
        .lines()
        .sorted()
        .toList();
  }

  private static String daemonSet(Lab lab, String name) {
    return lab.kubectl(
        "-n",
        "kube-system",
        "get",
        "daemonset",
        name,
        "-o",
        "jsonpath={.spec} {.metadata.annotations.restitch\\.io/fence-before}");
  }
}
