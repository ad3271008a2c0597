package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * kube-controller-manager exits at its start when it allocates and finds a pod CIDR outside its
 * range (NewCIDRRangeAllocator). So it is restarted by force while it is held, with such pod CIDRs
 * there, and again when allocation is handed back.
 */
@Tag("drill")
class ControllerManagerRestartLabTest {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @Test
  void shouldLiveThroughForcedRestartsWhileHeldAndOnceHandedBack(@TempDir Path home)
      throws IOException {
    try (MixedLab lab = MixedLab.up("vxlan")) {
      // Given
      Path hold = Files.createDirectory(home.resolve("hold"));
      lab.settings(hold);
      Commands.Ended held = lab.restitch(hold, "apply", "--yes", "--until", "IpamHeld");
      assertThat(held.status()).as(held.err()).isZero();
      assertThat(podCidrs(lab)).anyMatch(c -> c.startsWith("10.244."));

      // When, Then
      liveThroughARestart(lab);

      // Given
      Path rest = Files.createDirectory(home.resolve("rest"));
      try (MixedRun run = MixedRun.start(lab, rest, "apply", "--yes", "--until", "IpamReturned")) {
        run.reaches("allocation is handed back", t -> t.begun("SetControllerManager", ""));
        assertThat(podCidrs(lab)).allMatch(c -> c.startsWith("10.244."));
        assertThat(run.ends()).as(run.said()).isZero();
      }

      // When, Then
      for (int restart = 0; restart < 3; restart++) {
        liveThroughARestart(lab);
      }
      lab.apply(
          """
          apiVersion: v1
          kind: Node
          metadata: {name: fresh}
          """);
      Await.until(
          LIMIT,
          "a new Node gets a pod CIDR",
          () -> podCidrs(lab).size() == 6,
          () -> podCidrs(lab).toString());
      assertThat(podCidrs(lab)).doesNotHaveDuplicates().allMatch(c -> c.startsWith("10.244."));
    }
  }

  /** All three are stopped at once: whichever leads first reads every pod CIDR, and has to live. */
  private static void liveThroughARestart(MixedLab lab) {
    String ended = lease(lab).path("holderIdentity").asString("");
    Map<String, String> old = containers(lab);
    old.forEach((machine, id) -> lab.exec(machine, "crictl", "stop", "--timeout", "0", id));
    Await.until(
        LIMIT,
        "all are back",
        () -> containers(lab).entrySet().stream().noneMatch(c -> stopped(c, old)),
        () -> containers(lab).toString());
    Map<String, String> now = containers(lab);
    Await.until(
        LIMIT,
        "one of them has led for ten seconds",
        () -> ledFor(lab, ended) >= 10,
        () -> lease(lab).toString());
    assertThat(containers(lab)).as("none of them exited").isEqualTo(now);
  }

  private static boolean stopped(Map.Entry<String, String> now, Map<String, String> old) {
    return now.getValue().isEmpty() || now.getValue().equals(old.get(now.getKey()));
  }

  private static Map<String, String> containers(MixedLab lab) {
    Map<String, String> running = new TreeMap<>();
    MixedEnds.CONTROL_PLANES.forEach(m -> running.put(m, container(lab, m)));
    return running;
  }

  private static String container(MixedLab lab, String machine) {
    return lab.exec(
            machine,
            "crictl",
            "ps",
            "-q",
            "--state",
            "Running",
            "--name",
            "^kube-controller-manager$")
        .strip();
  }

  private static JsonNode lease(MixedLab lab) {
    return JsonMapper.shared()
        .readTree(
            lab.kubectl(
                "-n", "kube-system", "get", "lease", "kube-controller-manager", "-o", "json"))
        .path("spec");
  }

  /**
   * Seconds for which another has led, and renewed its Lease.
   *
   * @param ended who led before: its Lease stands for 15 s after its end
   */
  private static long ledFor(MixedLab lab, String ended) {
    JsonNode lease = lease(lab);
    return lease.path("holderIdentity").asString("").equals(ended)
        ? 0
        : Duration.between(
                Instant.parse(lease.path("acquireTime").asString("")),
                Instant.parse(lease.path("renewTime").asString("")))
            .toSeconds();
  }

  private static List<String> podCidrs(MixedLab lab) {
    return NodeLikeness.nodes(lab).values().stream()
        .map(n -> n.at("/spec/podCIDR").asString(""))
        .filter(c -> !c.isEmpty())
        .toList();
  }
}
