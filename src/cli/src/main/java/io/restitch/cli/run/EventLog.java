package io.restitch.cli.run;

import io.restitch.cli.IoReason;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.event.Event;
import io.restitch.engine.event.Events;
import io.restitch.engine.event.JsonEvents;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes events to a file, each at once. When the file cannot be written any more, it says so once;
 * a run that leaves no trace is to be paused.
 */
public final class EventLog implements Events, AutoCloseable {
  private static final int PROOF = 4096;

  private final Path file;
  private final BufferedWriter writer;
  private final Consumer<RestitchException> broken;
  private @Nullable RestitchException problem;

  private EventLog(Path file, BufferedWriter writer, Consumer<RestitchException> broken) {
    this.file = file;
    this.writer = writer;
    this.broken = broken;
  }

  /**
   * Opens the log in a run directory, for its owner only, and proves that it can be written to.
   *
   * @param broken called once, when it can no longer be written
   * @throws RestitchException {@code LOCAL_DISK}, naming the file
   */
  public static EventLog open(Path directory, Consumer<RestitchException> broken) {
    Path file = directory.resolve(RunDirectory.LOG);
    try {
      if (!Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      EventLog log = on(file, Files.newOutputStream(file, StandardOpenOption.APPEND), broken);
      log.prove();
      return log;
    } catch (IOException e) {
      throw new RestitchException(
          ErrorCode.LOCAL_DISK,
          "cannot write the event log " + file + ": " + IoReason.of(e) + "; nothing was touched",
          "make room, or choose another directory with --run-dir",
          e);
    }
  }

  /** The same, on a stream that is open already. */
  static EventLog on(Path file, OutputStream to, Consumer<RestitchException> broken) {
    Writer writer = new OutputStreamWriter(to, StandardCharsets.UTF_8);
    return new EventLog(file, new BufferedWriter(writer), broken);
  }

  /** A full disk lets files be made and refuses their bytes: write some before all begins. */
  private void prove() throws IOException {
    writer.write(" ".repeat(PROOF) + "\n");
    writer.flush();
  }

  @Override
  public synchronized void tell(Event event) {
    if (problem != null) {
      return;
    }
    try {
      writer.write(JsonEvents.line(event));
      writer.write('\n');
      writer.flush();
    } catch (IOException e) {
      problem =
          new RestitchException(
              ErrorCode.LOCAL_DISK,
              "cannot write the event log " + file + ": " + IoReason.of(e) + "; the run was paused",
              "make room, then go on with `restitch apply --run-dir` somewhere else",
              e);
      broken.accept(problem);
    }
  }

  /** What went wrong, if something did. */
  public synchronized Optional<RestitchException> problem() {
    return Optional.ofNullable(problem);
  }

  /** The file. */
  public Path file() {
    return file;
  }

  @Override
  public synchronized void close() {
    try {
      writer.close();
    } catch (IOException e) {
      if (problem != null) {
        return;
      }
      broken.accept(
          new RestitchException(
              ErrorCode.LOCAL_DISK,
              "cannot write the end of the event log " + file + ": " + IoReason.of(e),
              "make room",
              e));
    }
  }
}
