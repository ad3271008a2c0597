package io.restitch.core.phases;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.condition.Condition.Status;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.InFlight;
import io.restitch.core.fact.BackupFact;
import io.restitch.core.fact.BackupFact.Kind;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.testing.Clusters;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackedUpTest {
  @ParameterizedTest
  @CsvSource({"PT1H,STARTED,true", "PT7H,STARTED,false", "PT7H,TRUE,true"})
  void shouldAskForYoungPiecesUntilItIsTrue(Duration age, Status status, boolean holds) {
    // given
    Observed world = Clusters.untouched().fold(new Change.BackupsSeen(pieces(age)));
    RecordFact record =
        new RecordFact(
            Worlds.MIGRATION,
            "hash",
            Clusters.record(false).intent(),
            7,
            Map.of(PhaseName.BACKED_UP, Worlds.condition(PhaseName.BACKED_UP, status)),
            RecordFact.Notes.NONE);

    // when
    Step step = new BackedUp().forward(new View(world, Clusters.plan(), record, InFlight.NOTHING));

    // then
    assertThat(step.holds()).isEqualTo(holds);
    assertThat(step.actions()).hasSize(holds ? 0 : 4);
  }

  private static List<BackupFact> pieces(Duration age) {
    return List.of(
        piece(Kind.ETCD, "", age),
        piece(Kind.OBJECTS, "", age),
        piece(Kind.HOST_FILES, "cp-1", age),
        piece(Kind.HOST_FILES, "cp-2", age));
  }

  private static BackupFact piece(Kind kind, String subject, Duration age) {
    return new BackupFact(kind, subject, Facts.START.minus(age), "/backups/piece", 1, "hash");
  }
}
