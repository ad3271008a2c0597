package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
  private static final String MANIFEST = "/etc/kubernetes/manifests/kube-controller-manager.yaml";
  private static final String AWAY = "/root/kube-controller-manager.yaml";

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
      MixedEnds.CONTROL_PLANES.forEach(machine -> livesThroughARestart(lab, machine));

      // Given
      Path rest = Files.createDirectory(home.resolve("rest"));
      try (MixedRun run = MixedRun.start(lab, rest, "apply", "--yes", "--until", "IpamReturned")) {
        run.reaches("allocation is handed back", t -> t.begun("SetControllerManager", ""));
        assertThat(podCidrs(lab)).allMatch(c -> c.startsWith("10.244."));
        assertThat(run.ends()).as(run.said()).isZero();
      }

      // When, Then
      MixedEnds.CONTROL_PLANES.forEach(machine -> livesThroughARestart(lab, machine));
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

  /**
   * It starts anew, and leads: only a leader reads pod CIDRs. The others' manifests are away
   * meanwhile, so that nobody else can lead.
   */
  private static void livesThroughARestart(MixedLab lab, String machine) {
    List<String> others =
        MixedEnds.CONTROL_PLANES.stream().filter(m -> !m.equals(machine)).toList();
    others.forEach(m -> lab.exec(m, "mv", MANIFEST, AWAY));
    String ended = lease(lab).path("holderIdentity").asString("");
    String old = container(lab, machine);
    lab.exec(machine, "crictl", "stop", "--timeout", "0", old);
    Await.until(
        LIMIT,
        "kube-controller-manager of " + machine + " has led for ten seconds",
        () -> ledFor(lab, machine, ended) >= 10,
        () -> lease(lab).toString());
    String now = container(lab, machine);
    assertThat(now).isNotEmpty().isNotEqualTo(old);
    assertThat(
            lab.exec(
                machine,
                "crictl",
                "ps",
                "-a",
                "-q",
                "--name",
                "^kube-controller-manager$",
                "--latest"))
        .as("none exited after it")
        .startsWith(now);
    others.forEach(m -> lab.exec(m, "mv", AWAY, MANIFEST));
    Await.until(
        LIMIT,
        "the others are back",
        () -> others.stream().noneMatch(m -> container(lab, m).isEmpty()),
        () -> others.toString());
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
   * Seconds for which this machine's has led, and renewed its Lease.
   *
   * @param ended who led before: its Lease stands for 15 s after its end
   */
  private static long ledFor(MixedLab lab, String machine, String ended) {
    JsonNode lease = lease(lab);
    String holder = lease.path("holderIdentity").asString("");
    return holder.equals(ended) || !holder.startsWith(machine + "_")
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
