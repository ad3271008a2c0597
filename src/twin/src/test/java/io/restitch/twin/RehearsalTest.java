package io.restitch.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.condition.PhaseName;
import io.restitch.engine.event.Events;
import io.restitch.twin.model.SampleCluster;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A rehearsal comes to its end whatever the operator does himself. */
class RehearsalTest {
  private static final Events NOBODY = Events.all(List.of());

  @ParameterizedTest
  @EnumSource(value = PhaseName.class, names = "WORKERS_REPLACED", mode = EnumSource.Mode.EXCLUDE)
  void shouldComeToItsEndWhenAPhaseIsAttested(PhaseName phase) {
    Rehearsal rehearsal = rehearse(EnumSet.of(phase));

    assertThat(rehearsal.done()).as(rehearsal.why()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = PhaseName.class,
      names = {"CALICO_REMOVED", "VERIFIED"})
  void shouldComeToItsEndWhenEverythingButTheWorkersIsAttestedUpTo(PhaseName last) {
    EnumSet<PhaseName> attested = EnumSet.range(PhaseName.BACKED_UP, last);
    attested.remove(PhaseName.WORKERS_REPLACED);

    Rehearsal rehearsal = rehearse(attested);

    assertThat(rehearsal.done()).as(rehearsal.why()).isTrue();
  }

  private static Rehearsal rehearse(Set<PhaseName> attested) {
    return Rehearsal.run(
        SampleCluster.draw(), Migrations.SETTINGS.attesting(attested), null, 1, NOBODY);
  }
}
