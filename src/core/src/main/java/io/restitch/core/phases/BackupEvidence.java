package io.restitch.core.phases;

import io.restitch.core.fact.BackupFact;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the record says of a backup: how much there is, where, and since when; then each piece, with
 * its hash. The note beside a piece says the same, but may be lost or changed with it.
 *
 * <pre>{@code
 * 8 pieces, 24.2 MiB in /backups, the oldest of 2026-01-31T12:00Z
 * etcd, 11.0 MiB, sha256:0123…, 2026-01-31T12:01Z, /backups/etcd-1.db
 * }</pre>
 */
final class BackupEvidence {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final long KIB = 1024;

  private BackupEvidence() {}

  /**
   * @param pieces at least one
   */
  static String of(List<BackupFact> pieces) {
    Instant oldest =
        pieces.stream().map(BackupFact::takenAt).min(Comparator.naturalOrder()).orElseThrow();
    String summary =
        "%d pieces, %s in %s, the oldest of %s"
            .formatted(
                pieces.size(),
                size(pieces.stream().mapToLong(BackupFact::sizeBytes).sum()),
                pieces.stream()
                    .map(b -> folder(b.place()))
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(" and ")),
                MINUTE.format(oldest));
    return Stream.concat(Stream.of(summary), pieces.stream().map(BackupEvidence::piece).sorted())
        .collect(Collectors.joining("\n"));
  }

  private static String piece(BackupFact piece) {
    String kind = piece.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return "%s, %s, sha256:%s, %s, %s"
        .formatted(
            piece.subject().isEmpty() ? kind : kind + " of " + piece.subject(),
            size(piece.sizeBytes()),
            piece.sha256(),
            MINUTE.format(piece.takenAt()),
            piece.place());
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
