package io.restitch.host.backup;

import static io.restitch.host.backup.Bench.etcd;
import static io.restitch.host.backup.Bench.facts;
import static io.restitch.host.backup.Bench.filesOf;
import static io.restitch.host.backup.Bench.objects;
import static io.restitch.host.backup.Bench.volumesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.core.fact.BackupFact;
import io.restitch.core.fact.BackupFact.Kind;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptBackupsTest {
  @TempDir private Path directory = Path.of("");
  private Bench bench = new Bench(directory);

  @BeforeEach
  void prepare() {
    bench = new Bench(directory.resolve("run").resolve("backups"));
  }

  @Test
  void shouldKeepEveryKindOfPieceAndReadItAgain() throws IOException {
    // given
    KeptBackups backups = bench.plain();

    // when
    backups.take(etcd());
    backups.take(objects());
    backups.take(filesOf("m2"));
    List<BackupFact> all = facts(backups.take(volumesOf("m1")));

    // then
    assertThat(all)
        .extracting(b -> b.kind() + " " + b.subject())
        .containsExactlyInAnyOrder("ETCD ", "OBJECTS ", "HOST_FILES m2", "MACHINE_SNAPSHOT m1");
    for (BackupFact fact : all) {
      byte[] lies = Files.readAllBytes(Path.of(fact.place()));
      assertThat(FakeMachines.sum(lies)).isEqualTo(new Stored(fact.sizeBytes(), fact.sha256()));
    }
    assertThat(bench.said).isEmpty();
  }

  @Test
  void shouldLetNobodyElseReadAnything() throws IOException {
    // when
    bench.plain().take(etcd());

    // then
    assertThat(mode(bench.folder)).isEqualTo("rwx------");
    assertThat(bench.lying())
        .hasSize(2)
        .allSatisfy(f -> assertThat(mode(bench.folder.resolve(f))).isEqualTo("rw-------"));
  }

  @Test
  void shouldNoteWhatARestoreNeeds() throws IOException {
    // when
    bench.plain().take(etcd());
    bench.plain().take(filesOf("m2"));

    // then
    assertThat(text("etcd-0a1b2c3d-20260131T120000Z.db.index.json"))
        .contains("\"kind\" : \"etcd\"", "\"cluster\" : \"" + Bench.CLUSTER, "4711", "42", "3.6.5");
    assertThat(text("files-m2-0a1b2c3d-20260131T120000Z.tar.gz.index.json"))
        .contains("\"subject\" : \"m2\"", "\"address\" : \"10.0.0.2\"");
  }

  @Test
  void shouldLeaveNothingOnTheMachineOnceItIsFetched() {
    // when
    bench.plain().take(etcd());

    // then
    assertThat(bench.machines.done).containsExactly("backup-etcd on m1", "discard on m1");
    assertThat(bench.machines.files).isEmpty();
  }

  @Test
  void shouldSayThatSomethingStaysOnTheMachineWhenItCannotBeRemoved() {
    // given
    refuse("discard on m1", ErrorCode.TRANSIENT, "the connection was lost");

    // when
    List<BackupFact> all = facts(bench.plain().take(etcd()));

    // then
    assertThat(all).hasSize(1);
    assertThat(bench.said)
        .singleElement()
        .asString()
        .contains("stays on m1 until the next backup", "the connection was lost");
  }

  @Test
  void shouldAskTheNextMemberWhenOneGivesNoSnapshot() {
    // given
    refuse("backup-etcd on m1", ErrorCode.BLOCKED, "m1 is not healthy");

    // when
    List<BackupFact> all = facts(bench.plain().take(etcd()));

    // then
    assertThat(all).extracting(BackupFact::kind).containsExactly(Kind.ETCD);
    assertThat(bench.machines.done).contains("backup-etcd on m2", "discard on m2");
  }

  @Test
  void shouldAskTheMemberThatLeadsLast() {
    // given
    bench.machines.leader = "m1";

    // when
    bench.plain().take(etcd());
    bench.machines.leader = "m2";
    refuse("backup-etcd on m1", ErrorCode.BLOCKED, "m1 is not healthy");
    bench.now = bench.now.plusSeconds(1);
    bench.plain().take(etcd());

    // then
    assertThat(bench.machines.done)
        .containsExactly(
            "backup-etcd on m1",
            "backup-etcd on m2",
            "discard on m2",
            "backup-etcd on m1",
            "backup-etcd on m2",
            "backup-etcd on m1",
            "backup-etcd on m2",
            "discard on m2");
  }

  @Test
  void shouldTellAllReasonsWhenNoMemberGivesASnapshot() {
    // given
    refuse("backup-etcd on m1", ErrorCode.BLOCKED, "m1 is not healthy");
    refuse("backup-etcd on m2", ErrorCode.TRANSIENT, "m2 has a task");

    // then
    assertThatThrownBy(() -> bench.plain().take(etcd()))
        .isInstanceOfSatisfying(
            RestitchException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.TRANSIENT);
              assertThat(e).hasMessageContainingAll("m1 is not healthy", "m2 has a task");
            });
  }

  @Test
  void shouldKeepNothingWhenWhatCameIsNotWhatWasWritten() {
    // given
    bench.machines.onTheWay =
        bytes -> {
          bytes[bytes.length / 2] ^= 1;
          return bytes;
        };

    // then
    assertThatThrownBy(() -> bench.plain().take(etcd()))
        .isInstanceOfSatisfying(
            RestitchException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRANSIENT))
        .hasMessageContaining("of etcd's snapshot came");
    assertThat(bench.lying()).isEmpty();
    assertThat(bench.machines.files).as("on the machine").isEmpty();
  }

  @Test
  void shouldKeepNothingWhenTheEndIsMissing() {
    // given
    bench.machines.onTheWay = bytes -> Arrays.copyOf(bytes, bytes.length - 1);

    // then
    assertThatThrownBy(() -> bench.plain().take(filesOf("m1")))
        .isInstanceOf(RestitchException.class)
        .hasMessageContaining("of files of m1 came");
    assertThat(bench.lying()).isEmpty();
  }

  @Test
  void shouldFindWhatAnEarlierRunKept() {
    // given
    bench.plain().take(etcd());
    Bench later = new Bench(directory.resolve("later").resolve("backups"));
    later.earlier = List.of(bench.folder);

    // when
    List<BackupFact> all = facts(later.plain().look());

    // then
    assertThat(all).extracting(BackupFact::kind).containsExactly(Kind.ETCD);
  }

  @Test
  void shouldNotCountWhatLiesElsewhereWhenAPlaceIsNamed() {
    // given
    bench.plain().take(etcd());
    Bench later = new Bench(directory.resolve("later").resolve("backups"));
    later.earlier = List.of(bench.folder);

    // when
    List<BackupFact> all = facts(later.backups(directory.resolve("named").toString(), "").look());

    // then
    assertThat(all).isEmpty();
  }

  @Test
  void shouldNotCountWhatWasTakenInTheFutureUntilItIsTakenAgain() {
    // given
    bench.plain().take(etcd());
    bench.now = bench.now.minus(Duration.ofDays(365));
    KeptBackups backups = bench.plain();

    // when
    List<BackupFact> before = facts(backups.look());
    List<BackupFact> after = facts(backups.take(etcd()));

    // then
    assertThat(before).isEmpty();
    assertThat(bench.said).singleElement().asString().contains("yet to come");
    assertThat(after).extracting(BackupFact::takenAt).containsExactly(bench.now);
  }

  @Test
  void shouldNotCountWhatIsOfAnotherCluster() {
    // given
    bench.plain().take(etcd());
    bench.cluster = "ffffffff-0000-4000-8000-000000000000";

    // when
    List<BackupFact> all = facts(bench.plain().look());

    // then
    assertThat(all).isEmpty();
    assertThat(bench.said).isEmpty();
  }

  @Test
  void shouldSeeNothingWhereNothingWasEverKept() {
    // when
    List<BackupFact> all = facts(bench.plain().look());

    // then
    assertThat(all).isEmpty();
    assertThat(bench.said).isEmpty();
  }

  private void refuse(String errand, ErrorCode code, String why) {
    bench.machines.refusals.put(errand, new RestitchException(code, why, ""));
  }

  private String text(String file) throws IOException {
    return Files.readString(bench.folder.resolve(file));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
