package io.restitch.host.backup;

import static io.restitch.host.backup.Bench.facts;
import static io.restitch.host.backup.Bench.volumesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.core.fact.BackupFact;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.spi.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumesTest {
  @TempDir private Path directory = Path.of("");
  private Bench bench = new Bench(directory);
  private KeptBackups backups = bench.plain();

  @BeforeEach
  void prepare() {
    bench = new Bench(directory.resolve("backups"));
    backups = bench.plain();
  }

  @Test
  void shouldWaitUntilEverySnapshotIsComplete() throws IOException {
    // when
    BackupFact fact = facts(backups.take(volumesOf("m1"))).getFirst();

    // then
    assertThat(Files.readString(Path.of(fact.place()))).contains("snap-1", "snap-2", "i-1");
    assertThat(bench.cloud.snapshots).allMatch(s -> s.state() == Snapshot.State.COMPLETED);
  }

  @Test
  void shouldNotCountSnapshotsThatAreDeletedLater() {
    // given
    backups.take(volumesOf("m1"));
    bench.cloud.snapshots.removeFirst();
    bench.now = bench.now.plus(Duration.ofMinutes(10));

    // when
    List<BackupFact> all = facts(backups.look());

    // then
    assertThat(all).isEmpty();
  }

  @Test
  void shouldAskTheProviderOnlyNowAndThen() {
    // given
    backups.take(volumesOf("m1"));
    int before = bench.cloud.asked;

    // when
    backups.look();
    backups.look();

    // then
    assertThat(bench.cloud.asked).isEqualTo(before);
  }

  @Test
  void shouldSayOnceThatTheProviderDoesNotAnswerWhenItIsAskedAgainAndAgain() {
    // given
    backups.take(volumesOf("m1"));
    bench.now = bench.now.plus(Duration.ofMinutes(10));
    bench.cloud.silent = true;
    backups.look();

    // when
    List<BackupFact> all = facts(backups.look());

    // then
    assertThat(all).isEmpty();
    assertThat(bench.said)
        .singleElement()
        .asString()
        .contains("volumes of m1 cannot be seen", "no answer");
  }

  @Test
  void shouldNameTheSnapshotThatFailed() {
    // given
    bench.cloud.end = Snapshot.State.FAILED;

    // then
    assertThatThrownBy(() -> backups.take(volumesOf("m1")))
        .isInstanceOfSatisfying(
            RestitchException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER))
        .hasMessage("fake: snapshot snap-1 of m1 failed");
    assertThat(bench.lying()).isEmpty();
  }

  @Test
  void shouldGiveUpForNowWhenSnapshotsTakeTooLong() {
    // given
    bench.cloud.end = Snapshot.State.PENDING;

    // then
    assertThatThrownBy(() -> backups.take(volumesOf("m1")))
        .isInstanceOfSatisfying(
            RestitchException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRANSIENT))
        .hasMessageContainingAll("after 60 min", "snap-1", "snap-2");
  }

  @Test
  void shouldNotUseASetWhoseReplyWasLost() throws IOException {
    // given
    bench.cloud.repliesGetLost = true;
    assertThatThrownBy(() -> backups.take(volumesOf("m1"))).hasMessageContaining("no reply");
    bench.cloud.repliesGetLost = false;

    // when
    BackupFact fact = facts(backups.take(volumesOf("m1"))).getFirst();

    // then
    assertThat(Files.readString(Path.of(fact.place())))
        .contains("snap-3", "snap-4")
        .doesNotContain("snap-1", "snap-2");
  }
}
