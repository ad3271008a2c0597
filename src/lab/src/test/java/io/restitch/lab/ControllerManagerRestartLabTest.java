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
  private static final Duration LIMIT = Duration.ofMinutes(2);

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

  /** Its container is stopped; the next one leads, and has led for a while, in the end. */
  private static void livesThroughARestart(MixedLab lab, String machine) {
    String old = container(lab, machine);
    lab.exec(machine, "crictl", "stop", "--timeout", "0", old);
    Await.until(
        LIMIT,
        "kube-controller-manager of " + machine + " is back",
        () -> !container(lab, machine).isEmpty() && !container(lab, machine).equals(old),
        () -> container(lab, machine));
    String now = container(lab, machine);
    othersStepBack(lab, machine);
    Await.until(
        LIMIT,
        "kube-controller-manager of " + machine + " leads for ten seconds",
        () -> leadsSince(lab, machine) >= 10,
        () -> lease(lab).toString());
    assertThat(container(lab, machine))
        .as("it did not exit, as " + machine + " led")
        .isEqualTo(now);
  }

  /** Only the leader reads pod CIDRs: so the other two are stopped until this one is it. */
  private static void othersStepBack(MixedLab lab, String machine) {
    Await.until(
        LIMIT,
        machine + " leads",
        () -> {
          boolean leads = lease(lab).path("holderIdentity").asString("").startsWith(machine + "_");
          if (!leads) {
            String leader = lease(lab).path("holderIdentity").asString("").split("_", 2)[0];
            String running =
                MixedEnds.CONTROL_PLANES.contains(leader) ? container(lab, leader) : "";
            if (!running.isEmpty() && !leader.equals(machine)) {
              lab.tryExec(leader, "crictl", "stop", "--timeout", "0", running);
            }
          }
          return leads;
        },
        () -> lease(lab).toString());
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

  /** Seconds for which the machine's kube-controller-manager has led and renewed its Lease. */
  private static long leadsSince(MixedLab lab, String machine) {
    JsonNode lease = lease(lab);
    return lease.path("holderIdentity").asString("").startsWith(machine + "_")
        ? Duration.between(
                Instant.parse(lease.path("acquireTime").asString("")),
                Instant.parse(lease.path("renewTime").asString("")))
            .toSeconds()
        : 0;
  }

  private static List<String> podCidrs(MixedLab lab) {
    return NodeLikeness.nodes(lab).values().stream()
        .map(n -> n.at("/spec/podCIDR").asString(""))
        .filter(c -> !c.isEmpty())
        .toList();
  }
}
