package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where a run cannot keep its log. The refusals are the kernel's own, and meet root as well. */
@Timeout(120)
class FullDiskTest {
  /** What proving writes: twice, before the plan is approved and when the run begins. */
  private static final long PROOFS = 2 * 4097L;

  @TempDir private Path directory = Path.of("");
  private FakeCluster cluster;
  private CliHarness cli;

  FullDiskTest() throws IOException {
    cluster = new FakeCluster();
    cli = new CliHarness(directory);
  }

  @BeforeEach
  void prepare() throws IOException {
    cli = CliHarness.beside(cluster, directory);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void shouldTouchNothingWhenRunDirectoryCannotBeMade() {
    // given: no file system lets anybody make a directory there
    String place = "/proc/self/restitch-run";

    // when
    int status = apply(place);

    // then
    assertThat(status).isEqualTo(1);
    assertThat(cli.err)
        .contains("restitch: cannot make the run directory " + place)
        .contains("nothing was touched")
        .contains("→ choose a directory that you may write to with --run-dir");
    assertThat(cluster.changes).isEmpty();
  }

  @Test
  void shouldTouchNothingWhenDiskIsFullBeforeItBegins() throws IOException {
    // given
    Path run = Files.createDirectory(directory.resolve("run"));
    Files.createSymbolicLink(run.resolve("events.jsonl"), Path.of("/dev/full"));

    // when
    int status = apply("run");

    // then
    assertThat(status).isEqualTo(1);
    assertThat(cli.err)
        .contains("cannot write the event log " + run.resolve("events.jsonl"))
        .contains("No space left on device; nothing was touched")
        .contains("→ make room, or choose another directory with --run-dir");
    assertThat(cluster.changes).isEmpty();
  }

  @Test
  void shouldPauseAndSaySoWhenLogBreaksInTheMiddle() throws IOException {
    // given: a log that the file system has no room for after the first event
    Path run = Files.createDirectory(directory.resolve("run"));
    fill(run.resolve("events.jsonl"), PROOFS + 600);

    // when
    int status = apply("run");

    // then
    assertThat(status).isEqualTo(1);
    assertThat(cli.err)
        .contains("cannot write the event log " + run.resolve("events.jsonl"))
        .contains("the run was paused")
        .contains("→ make room, then go on with `restitch apply --run-dir` somewhere else")
        .doesNotContain("\tat ");
    assertThat(cluster.changes)
        .as("approved, and given the Lease back")
        .contains(
            "POST /apis/restitch.io/v1alpha1/namespaces/restitch-system/migrations",
            "PUT /apis/coordination.k8s.io/v1/namespaces/restitch-system/leases/restitch")
        .noneMatch(c -> c.contains("eviction") || c.startsWith("DELETE"));
    assertThat(lease()).contains("\"holderIdentity\":\"\"");
  }

  @Test
  void shouldLeaveADirectoryAsItIsWhenItIsThere() throws IOException {
    // given
    Path run = Files.createDirectory(directory.resolve("run"));
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-x---"));
    fill(run.resolve("events.jsonl"), PROOFS + 600);

    // when
    apply("run");

    // then
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run)))
        .isEqualTo("rwxr-x---");
  }

  private int apply(String runDirectory) {
    return cli.run(
        List.of(
                "apply",
                "--until",
                "WorkersReplaced",
                "--yes",
                "--kubeconfig",
                "kubeconfig",
                "--attest",
                "BackedUp,IpamHeld,CalicoFenced,FlannelInstalled,Bridged",
                "--provider",
                "fake",
                "--progress",
                "quiet",
                "--run-dir",
                runDirectory)
            .toArray(new String[0]));
  }

  private String lease() {
    return cluster.objects.getOrDefault(
        "/apis/coordination.k8s.io/v1/namespaces/restitch-system/leases/restitch", "");
  }

  /** Makes a file without content so long that only this many bytes fit in. */
  private static void fill(Path file, long room) throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      long fits = 0;
      long tooLong = Long.MAX_VALUE;
      while (tooLong - fits > 1) {
        long middle = fits + (tooLong - fits) / 2;
        try {
          sparse.setLength(middle);
          fits = middle;
        } catch (IOException refused) {
          tooLong = middle;
        }
      }
      sparse.setLength(fits - room);
    }
  }
}
