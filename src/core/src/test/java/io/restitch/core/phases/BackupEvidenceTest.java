package io.restitch.core.phases;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.fact.BackupFact;
import io.restitch.core.fact.BackupFact.Kind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackupEvidenceTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  @Test
  void shouldTellSizeHashPlaceAndTimeOfEachPiece() {
    // given
    BackupFact etcd = piece(Kind.ETCD, "", "/b/etcd.db", 4_404_019);
    BackupFact files = piece(Kind.HOST_FILES, "m1", "/b/files.tar.gz", 2048);

    // when
    String evidence = BackupEvidence.of(List.of(files, etcd));

    // then
    assertThat(evidence)
        .isEqualTo(
            "in /b: etcd 4.2 MiB 0123456789ab 2026-01-31T12:00Z,"
                + " files of m1 2.0 KiB 0123456789ab 2026-01-31T12:00Z");
  }

  @Test
  void shouldNameEachPlaceWhenThereAreSeveral() {
    // given
    BackupFact here = piece(Kind.OBJECTS, "", "/b/objects.yaml", 1);
    BackupFact there = piece(Kind.ETCD, "", "ssh://ops@vault/backups/etcd.db", 1);

    // when
    String evidence = BackupEvidence.of(List.of(here, there));

    // then
    assertThat(evidence)
        .isEqualTo(
            "in /b: objects 1 B 0123456789ab 2026-01-31T12:00Z;"
                + " in ssh://ops@vault/backups: etcd 1 B 0123456789ab 2026-01-31T12:00Z");
  }

  private static BackupFact piece(Kind kind, String subject, String place, long size) {
    return new BackupFact(kind, subject, Instant.parse("2026-01-31T12:00:30Z"), place, size, HASH);
  }
}
