package io.restitch.host.backup;

import static io.restitch.host.backup.Bench.etcd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where there is no room. */
class RoomTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void shouldRefuseBeforeItFetchesWhenThereIsNoRoom() {
    // given
    Bench bench = new Bench(directory.resolve("backups"));
    bench.machines.promiseMore = 1L << 60;
    bench.machines.onTheWay =
        bytes -> {
          throw new AssertionError("fetched");
        };

    // then
    assertThatThrownBy(() -> bench.plain().take(etcd()))
        .isInstanceOfSatisfying(RestitchException.class, RoomTest::namesAnotherPlace)
        .hasMessageContainingAll(
            directory.resolve("backups").toString(),
            "MiB free, and ",
            "MiB are needed for etcd's snapshot");
    assertThat(bench.lying()).isEmpty();
  }

  @Test
  void shouldNameThePlaceWhenItCannotBeWrittenTo() {
    // given: no file system lets anybody make a directory there
    Bench bench = new Bench(Path.of("/proc/self/backups"));

    // then
    assertThatThrownBy(() -> bench.plain().take(etcd()))
        .isInstanceOfSatisfying(RestitchException.class, RoomTest::namesAnotherPlace)
        .hasMessageContainingAll("/proc/self/backups", "no folder can be made there");
  }

  @Test
  void shouldLeaveNothingHalfWrittenWhenTheDiskFills() {
    // given
    Place place = new FolderPlace(directory.resolve("backups"));
    Content breaking =
        out -> {
          out.write(new byte[100_000]);
          throw new IOException("No space left on device");
        };

    // then
    assertThatThrownBy(() -> place.keep("piece.part", "piece", breaking))
        .isInstanceOfSatisfying(
            RestitchException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCAL_DISK))
        .hasMessage(
            "cannot write " + directory.resolve("backups/piece") + ": No space left on device");
    assertThat(Bench.names(directory.resolve("backups"))).isEmpty();
  }

  @Test
  void shouldTellOfTheDiskAndNotOfTheConnectionWhenTheDiskFills() throws IOException {
    // given: the kernel's own refusal, met through a connection that hides it
    OutputStream full = new FileOutputStream("/dev/full");
    Tracked tracked = new Tracked(full);

    // when
    tracked.write(new byte[8192], 0, 8192);
    tracked.write(1);

    // then
    assertThatThrownBy(tracked::rethrow).hasMessageContaining("No space left on device");
  }

  private static void namesAnotherPlace(RestitchException e) {
    assertThat(e.code()).isEqualTo(ErrorCode.LOCAL_DISK);
    assertThat(e.remedy()).contains("backup.to");
  }
}
