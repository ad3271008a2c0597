package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code restitch restore --dry-run} prints is run, step by step, on machines that lost etcd.
 */
@Tag("drill")
class RestoreLabTest {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @Test
  void shouldMakeALostMemberAnewAndThenRestoreAllThreeFromOneSnapshot(@TempDir Path home)
      throws IOException {
    try (MixedLab lab = MixedLab.up("vxlan")) {
      // Given
      Path run = Files.createDirectory(home.resolve("run"));
      lab.settings(run);
      lab.kubectl("create", "configmap", "marker", "--from-literal=from=before");
      Commands.Ended backedUp = lab.restitch(run, "apply", "--yes", "--until", "BackedUp");
      assertThat(backedUp.status()).as(backedUp.err()).isZero();

      // When
      memberIsLost(lab, run);

      // Then
      MixedEnds.etcdIsHealthy(lab);

      // Given
      lab.kubectl("create", "configmap", "later", "--from-literal=from=after");

      // When
      quorumIsLost(lab, run);

      // Then
      MixedEnds.etcdIsHealthy(lab);
      assertThat(lab.kubectl("get", "configmaps", "-o", "name"))
          .contains("configmap/marker")
          .doesNotContain("configmap/later");
      controllersSeeWhatIsNew(lab);
    }
  }

  private static void memberIsLost(MixedLab lab, Path run) {
    Steps steps = steps(lab, run, "member-lost", "--node", "cp-2");
    String given = steps.with("etcdctl_() {") + steps.with("NODE=");
    lab.exec("cp-2", "sh", "-c", "rm -rf /var/lib/etcd/member");
    lab.exec("cp-2", "sh", "-c", "crictl stop --timeout 0 $(crictl ps -q --name '^etcd$')");

    lab.exec("cp-1", "bash", "-ec", given + steps.with("member remove"));
    lab.exec("cp-2", "bash", "-ec", given + steps.with("--initial-cluster-state=existing"));
    aLearnerIsRefused(lab, run);
    lab.exec("cp-1", "bash", "-ec", given + steps.with("member promote"));
    everyApiServerAnswers(lab);
  }

  /** A plan is blocked while a member has no vote, whatever else was approved before. */
  private static void aLearnerIsRefused(MixedLab lab, Path run) {
    List<String> said = new ArrayList<>();
    Await.until(
        LIMIT,
        "the plan is blocked by a learner",
        () -> {
          Commands.Ended plan = lab.restitch(run, "plan");
          said.add(plan.out() + plan.err());
          return plan.status() == 4
              && said.getLast().contains("cp-2")
              && said.getLast().contains("is a learner, which has no vote");
        },
        said::getLast);
  }

  private static void quorumIsLost(MixedLab lab, Path run) throws IOException {
    Steps steps = steps(lab, run, "quorum-lost");
    String given = steps.with("etcdctl_() {") + steps.with("SNAPSHOT=");
    for (String machine : List.of("cp-1", "cp-2")) {
      lab.exec(machine, "sh", "-c", "rm -rf /var/lib/etcd/member");
      lab.exec(machine, "sh", "-c", "crictl stop --timeout 0 $(crictl ps -q --name '^etcd$')");
    }

    lab.exec("cp-3", "bash", "-ec", given + steps.with("survivor.db -w table"));
    Path here = Files.createDirectory(run.resolve("restore"));
    String fetch =
        "ssh() { command ssh -F "
            + sshConfig(lab, here)
            + " \"$@\"; }\n"
            + given
            + steps.with("sha256sum -c");
    Commands.run(LIMIT, here, Map.of(), lab.inNetwork("bash", "-ec", fetch)).well();
    for (String machine : MixedEnds.CONTROL_PLANES) {
      lab.exec(machine, "bash", "-ec", given + steps.with("snapshot restore"));
    }
    for (String machine : MixedEnds.CONTROL_PLANES) {
      lab.exec(machine, "bash", "-ec", steps.with("mv /etc/kubernetes/stopped/*.yaml"));
    }
    everyApiServerAnswers(lab);
    for (String machine : List.of("cp-1", "cp-2", "cp-3", "worker-1", "worker-2")) {
      lab.exec(machine, "systemctl", "restart", "kubelet");
    }
  }

  private static Steps steps(MixedLab lab, Path run, String... lost) {
    Commands.Ended printed =
        lab.restitch(
            run,
            Stream.concat(Stream.of("restore", "--dry-run"), Arrays.stream(lost))
                .toArray(String[]::new));
    return Steps.of(printed.well().out());
  }

  private static Path sshConfig(MixedLab lab, Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("ssh_config"),
        """
        Host *
          User ops
          IdentityFile %1$s/ssh/id_ed25519
          UserKnownHostsFile %1$s/ssh/known_hosts
        """
            .formatted(lab.dir()));
  }

  private static void everyApiServerAnswers(MixedLab lab) {
    for (String server : lab.everyApiServer()) {
      Await.until(
          LIMIT,
          server + " is ready",
          () -> lab.asks(server, "/readyz").status() == 0,
          () -> lab.asks(server, "/readyz").err());
    }
  }

  /**
   * Watches went on from above the revisions that they had seen, so a new Deployment gets its pods.
   */
  private static void controllersSeeWhatIsNew(MixedLab lab) {
    lab.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: new, namespace: shop}
        spec:
          replicas: 2
          selector: {matchLabels: {app: new}}
          template:
            metadata: {labels: {app: new}}
            spec:
              containers: [{name: sleep, image: "restitch.io/lab/busybox:1", command: [busybox, sleep, "3600"]}]
        """);
    lab.kubectl("-n", "shop", "rollout", "status", "--timeout=180s", "deployment/new");
    lab.kubectl("wait", "--for=condition=Ready", "node", "--all", "--timeout=120s");
  }
}
