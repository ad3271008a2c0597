package io.restitch.cli.run;

import io.restitch.cli.IoReason;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a run keeps its event log and its report. Nothing that correctness needs is in it. */
public final class RunDirectory {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  static final String LOG = "events.jsonl";

  /** The folder of a run's backups, unless the settings name another place. */
  public static final String BACKUPS = "backups";

  private static final String RUNS = "restitch-runs";

  private RunDirectory() {}

  /** The usual place below a working directory. */
  public static Path usual(Path below, String cluster, Instant now) {
    String name = cluster.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-");
    String shorter = name.substring(0, Math.min(24, name.length()));
    return below.resolve(RUNS).resolve(shorter + "-" + DAY.format(now));
  }

  /**
   * Makes it, for its owner only; one that is there stays as it is.
   *
   * @throws RestitchException {@code LOCAL_DISK}, naming it, if that cannot be
   */
  public static void make(Path directory) {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException | UnsupportedOperationException e) {
      throw new RestitchException(
          ErrorCode.LOCAL_DISK,
          "cannot make the run directory "
              + directory
              + ": "
              + IoReason.of(e)
              + "; nothing was touched",
          "choose a directory that you may write to with --run-dir",
          e);
    }
  }

  /** The log of the latest run below a working directory. */
  public static Optional<Path> latestLog(Path below) {
    Path runs = below.resolve(RUNS);
    if (!Files.isDirectory(runs)) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(runs)) {
      return all.map(d -> d.resolve(LOG))
          .filter(Files::isRegularFile)
          .max((a, b) -> modified(a).compareTo(modified(b)));
    } catch (IOException e) {
      throw new RestitchException(
          ErrorCode.LOCAL_DISK,
          "cannot read " + runs + ": " + IoReason.of(e),
          "name the log with --log",
          e);
    }
  }

  /** Folders of backups of all runs below a working directory. */
  public static List<Path> backups(Path below) {
    Path runs = below.resolve(RUNS);
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(runs)) {
      return all.map(d -> d.resolve(BACKUPS)).filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new RestitchException(
          ErrorCode.LOCAL_DISK,
          "cannot read " + runs + ": " + IoReason.of(e),
          "name another --backup-to",
          e);
    }
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }
}
