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
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Half way to Flannel, everything goes back to Calico, and no call is lost on the way. */
@Tag("drill")
class MissionRollbackLabTest {
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final List<String> MACHINES = List.of("cp-2", "cp-3", "worker-1", "worker-3");

  @ParameterizedTest
  @ValueSource(strings = {"vxlan", "bgp"})
  void shouldTakeEverythingBackToCalicoFromHalfWay(
      String mode, @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path home) throws IOException {
    // Given
    try (MixedLab lab = MixedLab.mission(mode);
        Probers probers = lab.probers(home)) {
      Probers.Fared quiet = MissionLabTest.baseline(lab, probers);
      TreeMap<String, JsonNode> before = NodeLikeness.nodes(lab);
      Path there = Files.createDirectory(home.resolve("there"));
      lab.missionSettings(there);
      Map<String, CalicoGround> ground = ground(lab, MACHINES);
      String objects = objects(lab);
      Instant begin = Instant.now();
      Commands.Ended bridged = lab.restitch(LIMIT, there, "apply", "--yes", "--until", "Bridged");
      assertThat(bridged.status()).as(bridged.out() + bridged.err()).isZero();
      assertThat(ground(lab, MACHINES)).isEqualTo(ground);
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
          "%s: there and back in %d s; quiet: %s; meanwhile: %s%n",
          mode, Duration.between(begin, Instant.now()).toSeconds(), quiet, fared);
      everythingIsOnCalico(lab, before);
      assertThat(objects(lab)).isEqualTo(objects);
      // Its routes lead to other workers than before.
      Map<String, CalicoGround> after = ground(lab, List.of("cp-2", "cp-3"));
      after.forEach((machine, found) ->
          assertThat(found.besidesRoutes())
              .as(machine)
              .isEqualTo(Objects.requireNonNull(ground.get(machine)).besidesRoutes()));
      assertThat(fared.besides("lonely")).isEmpty();
    }
  }

  private static Map<String, CalicoGround> ground(MixedLab lab, List<String> machines) {
    Map<String, CalicoGround> ground = new TreeMap<>();
    for (String machine : machines) {
      ground.put(machine, CalicoGround.of(lab, machine));
    }
    return ground;
  }

  /** What keeps Calico and kube-proxy as they are, for people to compare. */
  private static String objects(MixedLab lab) {
    return lab.kubectl(
            "-n",
            "kube-system",
            "get",
            "ds",
            "-o",
            "jsonpath={range .items[*]}{.spec}{\"\\n\"}{end}")
        + lab.kubectl("get", "ippools.crd.projectcalico.org", "-o", "jsonpath={.items[*].spec}")
        + lab.kubectl("-n", "kube-system", "get", "configmaps", "-o", "name");
  }

  private static void everythingIsOnCalico(MixedLab lab, TreeMap<String, JsonNode> before) {
    TreeMap<String, JsonNode> after = NodeLikeness.nodes(lab);
    assertThat(after).hasSize(6);
    for (String name : MixedEnds.CONTROL_PLANES) {
      assertThat(NodeLikeness.lasting(Objects.requireNonNull(after.get(name))))
          .as(name)
          .isEqualTo(NodeLikeness.lasting(Objects.requireNonNull(before.get(name))));
    }
    after.keySet().forEach(name -> MissionEnds.noBridge(lab, name));
    assertThat(lab.machines()).isEqualTo(after.keySet());
    assertThat(MixedEnds.podAddresses(lab)).allMatch(a -> a.startsWith("192.168."));
    assertThat(MissionEnds.marks(lab)).doesNotContain("flannel");
    assertThat(lab.kubectl("get", "daemonsets", "-A", "-o", "name"))
        .contains("calico-node")
        .doesNotContain("flannel", "restitch");
    assertThat(MixedEnds.managerFlags(lab, "cp-1")).contains("--allocate-node-cidrs=true");
  }
}
