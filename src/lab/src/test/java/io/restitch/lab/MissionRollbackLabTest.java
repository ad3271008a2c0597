package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Half way to Flannel, everything goes back to Calico, and no call is lost on the way. */
@Tag("drill")
class MissionRollbackLabTest {
  private static final Duration LIMIT = Duration.ofMinutes(20);

  @Test
  void shouldTakeEverythingBackToCalicoFromHalfWay(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path home) throws IOException {
    // Given
    try (MixedLab lab = MixedLab.mission("vxlan");
        Probers probers = lab.probers(home)) {
      Probers.Fared quiet = MissionLabTest.baseline(lab, probers);
      TreeMap<String, JsonNode> before = NodeLikeness.nodes(lab);
      Path there = Files.createDirectory(home.resolve("there"));
      lab.missionSettings(there);
      Map<String, CalicoGround> ground = ground(lab);
      Instant begin = Instant.now();
      Commands.Ended bridged = lab.restitch(LIMIT, there, "apply", "--yes", "--until", "Bridged");
      assertThat(bridged.status()).as(bridged.out() + bridged.err()).isZero();
      assertThat(ground(lab)).isEqualTo(ground);
      try (MixedRun run = MixedRun.start(lab, there, "apply", "--yes")) {
        run.reaches("cp-1 is converted", t -> t.done("ForgetNode", "cp-1")).interrupt();
        assertThat(run.ends()).as(run.said()).isEqualTo(3);
      }

      // When
      Path back = Files.createDirectory(home.resolve("back"));
      Commands.Ended ended = lab.restitch(LIMIT, back, "rollback", "--yes", "--progress", "plain");

      // Then
      assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
      probers.await(100);
      Probers.Fared fared = probers.fared(begin);
      System.out.printf(
          "there and back in %d s; quiet: %s; meanwhile: %s%n",
          Duration.between(begin, Instant.now()).toSeconds(), quiet, fared);
      everythingIsOnCalico(lab, before);
      assertThat(fared.besides("lonely")).isEmpty();
    }
  }

  private static Map<String, CalicoGround> ground(MixedLab lab) {
    Map<String, CalicoGround> ground = new TreeMap<>();
    for (String machine : List.of("cp-2", "worker-1", "worker-3")) {
      ground.put(machine, CalicoGround.of(lab, machine));
    }
    return ground;
  }

  private static void everythingIsOnCalico(MixedLab lab, TreeMap<String, JsonNode> before) {
    TreeMap<String, JsonNode> after = NodeLikeness.nodes(lab);
    assertThat(after).hasSize(6);
    for (String name : MixedEnds.CONTROL_PLANES) {
      assertThat(NodeLikeness.lasting(Objects.requireNonNull(after.get(name))))
          .as(name)
          .isEqualTo(NodeLikeness.lasting(Objects.requireNonNull(before.get(name))));
      MissionEnds.noBridge(lab, name);
    }
    assertThat(MixedEnds.podAddresses(lab)).allMatch(a -> a.startsWith("192.168."));
    assertThat(MissionEnds.marks(lab)).doesNotContain("flannel");
    assertThat(lab.kubectl("get", "daemonsets", "-A", "-o", "name"))
        .contains("calico-node")
        .doesNotContain("flannel", "restitch");
    assertThat(MixedEnds.managerFlags(lab, "cp-1")).contains("--allocate-node-cidrs=true");
  }
}
