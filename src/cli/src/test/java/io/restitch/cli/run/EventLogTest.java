package io.restitch.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.event.Event;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
  private static final Event NOTE = new Event.Note(Instant.EPOCH, "hello");

  @TempDir private Path directory = Path.of("");
  private final List<RestitchException> broken = new ArrayList<>();

  @Test
  void shouldBeItsOwnersOnlyWhenItIsMade() throws IOException {
    // given
    Path run = directory.resolve("runs/one");
    RunDirectory.make(run);

    // when
    try (EventLog log = EventLog.open(run, broken::add)) {
      log.tell(NOTE);
    }

    // then
    assertThat(permissions(run)).isEqualTo("rwx------");
    assertThat(permissions(run.resolve("events.jsonl"))).isEqualTo("rw-------");
    assertThat(Files.readAllLines(run.resolve("events.jsonl")))
        .last()
        .asString()
        .contains("\"hello\"");
    assertThat(broken).isEmpty();
  }

  @Test
  void shouldRefuseWhenDiskIsFullAtTheStart() throws IOException {
    // given
    Files.createSymbolicLink(directory.resolve("events.jsonl"), Path.of("/dev/full"));

    // when
    RestitchException e =
        catchThrowableOfType(
            RestitchException.class, () -> EventLog.open(directory, broken::add).close());

    // then
    assertThat(e.code()).isEqualTo(ErrorCode.LOCAL_DISK);
    assertThat(e).hasMessageContaining("No space left on device; nothing was touched");
    assertThat(e.remedy()).contains("--run-dir");
  }

  @Test
  void shouldSaySoOnceWhenDiskFillsUp() throws IOException {
    // given
    Path file = directory.resolve("events.jsonl");

    // when
    try (EventLog log = EventLog.on(file, new FileOutputStream("/dev/full"), broken::add)) {
      log.tell(NOTE);
      log.tell(NOTE);
    }

    // then
    assertThat(broken)
        .singleElement()
        .satisfies(e -> {
          assertThat(e.code()).isEqualTo(ErrorCode.LOCAL_DISK);
          assertThat(e)
              .hasMessageContaining(file.toString())
              .hasMessageContaining("No space left on device; the run was paused");
          assertThat(e.remedy()).startsWith("make room");
        });
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
