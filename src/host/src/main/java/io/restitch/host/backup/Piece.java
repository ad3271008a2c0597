package io.restitch.host.backup;

import io.restitch.core.fact.BackupFact.Kind;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One piece of a cluster's backup, which may be kept several times.
 *
 * @param cluster UID of the namespace kube-system
 * @param kind what it holds
 * @param subject the machine it is of; empty for the whole cluster
 */
public record Piece(String cluster, Kind kind, String subject) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern TAKEN =
      Pattern.compile("-\\d{8}T\\d{6}Z\\.(db|yaml|tar\\.gz|json)(\\.age)?");
  private static final int SHORT = 8;

  /** Names its files; other pieces, of other clusters too, may lie beside it. */
  String name() {
    return word() + (subject.isEmpty() ? "" : "-" + subject) + "-" + shortId(cluster);
  }

  /** What it is called while it is written. */
  String draft() {
    return name() + ".part";
  }

  /** Whether a file is this piece, as it was taken at some time. */
  boolean is(String file) {
    return file.startsWith(name() + "-")
        && TAKEN.matcher(file.substring(name().length())).matches();
  }

  /** What it is called when it was taken then. */
  String file(Instant takenAt) {
    return name() + "-" + TIME.format(takenAt) + extension();
  }

  /** For people. */
  public String words() {
    return switch (kind) {
      case ETCD -> "etcd's snapshot";
      case OBJECTS -> "Calico's objects";
      case HOST_FILES -> "files of " + subject;
      case MACHINE_SNAPSHOT -> "volumes of " + subject;
    };
  }

  /** A UID's beginning: enough to tell clusters apart. */
  static String shortId(String cluster) {
    String plain = cluster.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return plain.isEmpty() ? "unknown" : plain.substring(0, Math.min(SHORT, plain.length()));
  }

  private String word() {
    return switch (kind) {
      case ETCD -> "etcd";
      case OBJECTS -> "objects";
      case HOST_FILES -> "files";
      case MACHINE_SNAPSHOT -> "volumes";
    };
  }

  private String extension() {
    return switch (kind) {
      case ETCD -> ".db";
      case OBJECTS -> ".yaml";
      case HOST_FILES -> ".tar.gz";
      case MACHINE_SNAPSHOT -> ".json";
    };
  }
}
