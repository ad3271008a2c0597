package io.restitch.core.phases;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.ClusterAction.Cordon;
import io.restitch.core.action.HostAction.TakeBackup;
import io.restitch.core.condition.Condition.Status;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.InFlight;
import io.restitch.core.fact.BackupFact;
import io.restitch.core.fact.BackupFact.Kind;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.fact.SavedNode;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.testing.Clusters;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The first machine is not changed unless backups are young and can be read from here. */
class ControlPlaneConvertedTest {
  private static final Duration YOUNG = Duration.ofHours(5);
  private static final Duration OLD = Duration.ofHours(7);

  @Test
  void shouldBeginWhenBackupsAreYoung() {
    // when
    Step step = step(backedUp(pieces(YOUNG)), Map.of());

    // then
    assertThat(step.actions()).containsExactly(new Cordon("cp-1", Worlds.MIGRATION));
  }

  @Test
  void shouldTakeBackupsAgainAndSaySoWhenTheyAreOld() {
    // when
    Step step = step(backedUp(pieces(OLD)), Map.of());

    // then
    assertThat(step.actions()).hasSize(4).hasOnlyElementsOfType(TakeBackup.class);
    assertThat(step.evidence()).startsWith("4 pieces").endsWith("taken again");
  }

  @Test
  void shouldTakeAgainWhatCannotBeReadFromHere() {
    // given
    List<BackupFact> elsewhere = pieces(YOUNG).stream().filter(p -> p.kind() != Kind.ETCD).toList();

    // when
    Step step = step(backedUp(elsewhere), Map.of());

    // then
    assertThat(step.actions()).containsExactly(new TakeBackup(Kind.ETCD, ""));
  }

  @Test
  void shouldNotTakeThemAgainInTheMiddleOfAConversion() {
    // given
    SavedNode saved = new SavedNode("cp-1", Facts.controlPlane("cp-1").uid(), null);

    // when
    Step step = step(backedUp(pieces(OLD)), Map.of("cp-1", saved));

    // then
    assertThat(step.actions()).doesNotHaveAnyElementsOfTypes(TakeBackup.class);
  }

  private static Observed backedUp(List<BackupFact> pieces) {
    return Clusters.untouched().fold(new Change.BackupsSeen(pieces));
  }

  private static Step step(Observed world, Map<String, SavedNode> saved) {
    PhaseName phase = PhaseName.CONTROL_PLANE_CONVERTED;
    RecordFact record =
        new RecordFact(
            Worlds.MIGRATION,
            "hash",
            Clusters.record(false).intent(),
            7,
            Map.of(phase, Worlds.condition(phase, Status.STARTED)),
            new RecordFact.Notes(Map.of(), saved, false));
    return new ControlPlaneConverted()
        .forward(new View(world, Clusters.plan(), record, InFlight.NOTHING));
  }

  private static List<BackupFact> pieces(Duration age) {
    return Stream.of(
            piece(Kind.ETCD, "", age),
            piece(Kind.OBJECTS, "", age),
            piece(Kind.HOST_FILES, "cp-1", age),
            piece(Kind.HOST_FILES, "cp-2", age))
        .toList();
  }

  private static BackupFact piece(Kind kind, String subject, Duration age) {
    return new BackupFact(kind, subject, Facts.START.minus(age), "/backups/piece", 1, "hash");
  }
}
