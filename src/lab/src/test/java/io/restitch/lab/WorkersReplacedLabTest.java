package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one real job: all workers of a real cluster replaced, as the audit log saw it. */
@Tag("lab")
class WorkersReplacedLabTest {

  @Test
  void shouldReplaceAllTwelveWorkers(@TempDir Path home) {
    // Given
    try (Lab lab = Lab.withSample()) {
      Restitch restitch = new Restitch(lab, home).withSettings(3);
      restitch.run("inspect").well();
      restitch.run("init", "-f", "commented.yaml").well();
      restitch.run("plan", "--out", "p.yaml").well();
      restitch.run("rehearse", "p.yaml", "--progress", "quiet").well();
      Instant begin = Instant.now();

      // When
      Commands.Ended applied =
          restitch.run("apply", "p.yaml", "--until", "WorkersReplaced", "--yes");

      // Then
      assertThat(applied.status()).as(applied.err()).isZero();
      long seconds = Duration.between(begin, Instant.now()).toSeconds();
      Ends.allWorkersAreGreen(lab);
      Promises promises = Promises.kept(lab, "12 workers in " + seconds + " s");
      assertThat(promises.departures().nodesDeleted()).hasSize(12);
      assertThat(promises.departures().daemonPodsDeleted()).hasSize(12);
      assertThat(promises.nodes().podCidrsGiven()).hasSize(12);
    }
  }

  @Test
  void shouldReplaceThemThoughMachinesJoinUnderAnotherNameOrWithAPodCidrOfOthers(@TempDir Path home)
      throws IOException, InterruptedException {
    // Given
    try (Lab lab = Lab.withSample()) {
      Restitch restitch = new Restitch(lab, home).withSettings(3);
      Path file = restitch.file("restitch.yaml");
      Files.writeString(
          file, Files.readString(file).replace("bootTimeout: 2m", "bootTimeout: 30s"));
      lab.fault("joins-as", "ip-10-9-9-9");

      // When
      Process apply = restitch.start("run", "apply", "--until", "WorkersReplaced", "--yes");
      Await.until(
          Duration.ofMinutes(2),
          "it joined",
          () -> !lab.faulty("joins-as"),
          () -> restitch.err("run"));
      lab.fault("joins-with", "10.250.0.0/24");
      boolean ended = apply.waitFor(8, TimeUnit.MINUTES);

      // Then
      String told = restitch.err("run");
      assertThat(ended && apply.exitValue() == 0).as(told).isTrue();
      assertThat(told)
          .contains("joined as ip-10-9-9-9, not as worker-")
          .contains("it has the pod CIDR 10.250.0.0/24, planned is 10.244.");
      assertThat(lab.kubectl("get", "nodes", "-o", "name")).doesNotContain("ip-10-9-9-9");
      assertThat(lab.kubectl("get", "nodes", "-o", "jsonpath={.items[*].spec.podCIDR}"))
          .doesNotContain("10.250.");
      Ends.allWorkersAreGreen(lab);
      Promises.kept(lab, "bad luck with two machines");
    }
  }
}
