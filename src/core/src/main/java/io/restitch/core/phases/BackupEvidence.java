package io.restitch.core.phases;

import io.restitch.core.fact.BackupFact;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the record says of a backup: each piece with its size, the first twelve digits of its hash
 * and when it was taken, below the place where it lies.
 *
 * <pre>{@code in /backups: etcd 4.2 MiB 0123456789ab 2026-01-31T12:00Z, files of m1 …}</pre>
 */
final class BackupEvidence {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Comparator<BackupFact> ORDER =
      Comparator.comparing(BackupFact::kind).thenComparing(BackupFact::subject);
  private static final int DIGITS = 12;
  private static final long KIB = 1024;

  private BackupEvidence() {}

  static String of(List<BackupFact> pieces) {
    TreeMap<String, List<BackupFact>> places =
        pieces.stream()
            .sorted(ORDER)
            .collect(
                Collectors.groupingBy(b -> folder(b.place()), TreeMap::new, Collectors.toList()));
    return places.entrySet().stream()
        .map(e ->
            "in "
                + e.getKey()
                + ": "
                + e.getValue().stream()
                    .map(BackupEvidence::piece)
                    .collect(Collectors.joining(", ")))
        .collect(Collectors.joining("; "));
  }

  private static String piece(BackupFact b) {
    String hash = b.sha256().substring(0, Math.min(DIGITS, b.sha256().length()));
    return what(b) + " " + size(b.sizeBytes()) + " " + hash + " " + MINUTE.format(b.takenAt());
  }

  private static String what(BackupFact b) {
    return switch (b.kind()) {
      case ETCD -> "etcd";
      case OBJECTS -> "objects";
      case HOST_FILES -> "files of " + b.subject();
      case MACHINE_SNAPSHOT -> "volumes of " + b.subject();
    };
  }

  private static String size(long bytes) {
    if (bytes < KIB) {
      return bytes + " B";
    }
    double amount = bytes;
    int unit = -1;
    while (amount >= KIB) {
      amount /= KIB;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %ciB", amount, "KMGTPE".charAt(unit));
  }

  private static String folder(String place) {
    int slash = place.lastIndexOf('/');
    return slash <= 0 ? place : place.substring(0, slash);
  }
}
