package io.restitch.core.phases;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.fact.BackupFact;
import io.restitch.core.fact.BackupFact.Kind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackupEvidenceTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:30Z");

  @Test
  void shouldTellCountSizePlaceAndAgeInOneShortLine() {
    // given
    BackupFact etcd = piece("/b/etcd.db", 4_404_019, NOON);
    BackupFact files = piece("/b/files.tar.gz", 2048, NOON.minusSeconds(3600));

    // when
    String evidence = BackupEvidence.of(List.of(files, etcd));

    // then
    assertThat(evidence.lines().findFirst())
        .contains("2 pieces, 4.2 MiB in /b, the oldest of 2026-01-31T11:00Z");
  }

  @Test
  void shouldTellTheHashOfEachPieceForTheNoteBesideItMayBeChangedToo() {
    // given
    BackupFact etcd = new BackupFact(Kind.ETCD, "", NOON, "/b/etcd.db", 4_404_019, "ab12");
    BackupFact files = piece("/b/files.tar.gz", 2048, NOON.minusSeconds(3600));

    // when
    String evidence = BackupEvidence.of(List.of(files, etcd));

    // then
    assertThat(evidence.lines().skip(1))
        .containsExactly(
            "etcd, 4.2 MiB, sha256:ab12, 2026-01-31T12:00Z, /b/etcd.db",
            "host-files of m1, 2.0 KiB, sha256:0123456789abcdef, 2026-01-31T11:00Z,"
                + " /b/files.tar.gz");
  }

  @Test
  void shouldNameEachPlaceOnceWhenThereAreSeveral() {
    // given
    BackupFact here = piece("/b/objects.yaml", 1, NOON);
    BackupFact too = piece("/b/files.tar.gz", 1, NOON);
    BackupFact there = piece("ssh://ops@vault/backups/etcd.db", 1, NOON);

    // when
    String evidence = BackupEvidence.of(List.of(there, here, too));

    // then
    assertThat(evidence).startsWith("3 pieces, 3 B in /b and ssh://ops@vault/backups, ");
  }

  private static BackupFact piece(String place, long size, Instant takenAt) {
    return new BackupFact(Kind.HOST_FILES, "m1", takenAt, place, size, "0123456789abcdef");
  }
}
