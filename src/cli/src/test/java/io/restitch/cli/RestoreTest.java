package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code restitch restore} prints: docs/restore.md with a backup's own values. */
class RestoreTest {
  private static final String MEMBERS =
      "CLUSTER=m1=https://10.0.0.11:2380,m2=https://10.0.0.12:2380,m3=https://10.0.0.13:2380";

  @TempDir private Path directory = Path.of("");
  private CliHarness cli = new CliHarness(directory);

  @BeforeEach
  void backUp() {
    cli = new CliHarness(directory);
    BackedUpCluster.into(backups(), BackedUpCluster.ID);
  }

  @Test
  void shouldNameTheLostMemberAndItsMachine() {
    // when
    int status = cli.run("restore", "--dry-run", "member-lost", "--node", "m2");

    // then
    assertThat(cli.err).isEmpty();
    assertThat(status).isZero();
    assertThat(cli.out)
        .contains("# Backup of cluster " + BackedUpCluster.ID)
        .contains("# as the backup says\nNODE=m2\nADDRESS=10.0.0.12\n" + MEMBERS + "\n")
        .contains("etcdctl_() {", "etcdctl_ member remove", "--learner")
        .doesNotContain("snapshot restore");
  }

  @Test
  void shouldNameTheSnapshotAndItsHashes() {
    // when
    cli.run("restore", "--dry-run", "quorum-lost");

    // then
    assertThat(cli.out)
        .contains("SNAPSHOT=" + backups().resolve("etcd-0a1b2c3d-20260102T030405Z.db") + "\n")
        .contains("SHA256=" + BackedUpCluster.HASH + "\n")
        .contains("REVISION=4711\n", MEMBERS)
        .contains("--bump-revision 1000000000 --mark-compacted");
  }

  @Test
  void shouldNameTheArchiveOfEachMachineWhenAllAreLost() {
    // when
    cli.run("restore", "--dry-run", "all-lost");

    // then
    for (String machine : new String[] {"m1", "m2", "m3"}) {
      Path archive = backups().resolve("files-" + machine + "-0a1b2c3d-20260102T030405Z.tar.gz");
      assertThat(cli.out).contains(archive + " " + BackedUpCluster.HASH);
    }
    assertThat(cli.out).contains("## Everything lost", "## Quorum lost");
  }

  @Test
  void shouldTellHowANodeIsPostedAgain() {
    // when
    cli.run("restore", "--dry-run", "node-lost", "--node", "m3");

    // then
    assertThat(cli.out)
        .contains("NODE=m3\nADDRESS=10.0.0.13\n", "saved-node-$NODE")
        .doesNotContain("etcdctl_");
  }

  @Test
  void shouldLeaveADamagedSnapshotOutAndSaySo() throws IOException {
    // given
    Path snapshot = backups().resolve("etcd-0a1b2c3d-20260102T030405Z.db");
    Files.writeString(snapshot, "y");

    // when
    int status = cli.run("restore", "--dry-run", "quorum-lost");

    // then
    assertThat(status).isEqualTo(1);
    assertThat(cli.out).isEmpty();
    assertThat(cli.err)
        .contains(snapshot + " does not count as a backup: its hash is not")
        .contains("there is no snapshot of etcd in this backup that can be read");
  }

  @Test
  void shouldNameTheMachinesWhenThereIsNoSuchOne() {
    // when
    int status = cli.run("restore", "--dry-run", "member-lost", "--node", "m9");

    // then
    assertThat(status).isEqualTo(1);
    assertThat(cli.err)
        .contains("the backup knows no control plane called 'm9'")
        .contains("it knows m1, m2, m3");
  }

  @Test
  void shouldAskForTheMachineWhenTheCaseIsOfOne() {
    // when
    int status = cli.run("restore", "--dry-run", "member-lost");

    // then
    assertThat(status).isEqualTo(64);
    assertThat(cli.err).contains("member-lost is about one machine", "--node");
  }

  @Test
  void shouldRunNothing() {
    // when
    int status = cli.run("restore", "quorum-lost");

    // then
    assertThat(status).isEqualTo(64);
    assertThat(cli.out).isEmpty();
    assertThat(cli.err).contains("restitch does not run a restore", "--dry-run");
  }

  @Test
  void shouldAskWhichClusterWhenThereAreSeveral() {
    // given
    String other = "ffffffff-0000-4000-8000-000000000000";
    BackedUpCluster.into(backups(), other);

    // when
    int status = cli.run("restore", "--dry-run", "quorum-lost");
    String asked = cli.err;
    int chosen = cli.run("restore", "--dry-run", "quorum-lost", "--cluster", other);

    // then
    assertThat(status).isEqualTo(64);
    assertThat(asked).contains(BackedUpCluster.ID, other, "--cluster");
    assertThat(chosen).isZero();
    assertThat(cli.out).contains("# Backup of cluster " + other);
  }

  @Test
  void shouldSayWhereItLookedWhenThereIsNoBackup() {
    // when
    int status = cli.run("restore", "--dry-run", "all-lost", "--backup-to", directory.toString());

    // then
    assertThat(status).isEqualTo(1);
    assertThat(cli.err)
        .contains("no backup can be read in " + directory, "where backup.to pointed");
  }

  private Path backups() {
    return directory.resolve("restitch-runs").resolve("prod-1").resolve("backups");
  }
}
