package io.restitch.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Decision;
import io.restitch.core.decision.Outcome;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.RecordFact;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The first Ctrl-C, and a log that broke, pause whatever is done. */
class PilotPauseTest {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  @ParameterizedTest
  @EnumSource(Intent.class)
  void shouldStartNothingWhenPaused(Intent intent) {
    // given
    Pilot pilot = pilot(intent);
    pilot.pause();

    // when
    Decision decision = pilot.next(NOW);

    // then
    assertThat(decision.actions()).isEmpty();
    assertThat(decision.outcome()).isEqualTo(Outcome.PAUSED);
  }

  @Test
  void shouldGoOnBackwardWhenNobodyPaused() {
    // when
    Decision decision = pilot(Intent.ROLLBACK).next(NOW);

    // then
    assertThat(decision.actions()).hasSize(1);
  }

  private static Pilot pilot(Intent intent) {
    Condition attested =
        new Condition(PhaseName.BACKED_UP, Condition.Status.ATTESTED, "Attested", "", NOW);
    Pilot pilot =
        new Pilot(
            FakeWorld.attested(PhaseName.BACKED_UP, PhaseName.IPAM_HELD),
            null,
            Observed.nothing(NOW),
            event -> {});
    pilot.see(
        NOW,
        List.of(
            new Change.RecordSeen(
                new RecordFact(
                    "m",
                    "hash",
                    intent,
                    1,
                    Map.of(PhaseName.BACKED_UP, attested),
                    RecordFact.Notes.NONE))));
    return pilot;
  }
}
