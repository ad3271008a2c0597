package io.restitch.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.decision.Outcome;
import io.restitch.core.fact.Intent;
import org.junit.jupiter.api.Test;

class EndingTest {

  @Test
  void shouldEndWellWhenWhatWasAskedForCameAbout() {
    assertThat(Ending.status(Outcome.REACHED, Intent.RUN)).isZero();
    assertThat(Ending.status(Outcome.DONE, Intent.RUN)).isZero();
    assertThat(Ending.status(Outcome.ABORTED, Intent.ABORT)).isZero();
    assertThat(Ending.status(Outcome.ROLLED_BACK, Intent.ROLLBACK)).isZero();
  }

  @Test
  void shouldNotEndWellWhenAnotherShellTurnedTheRun() {
    assertThat(Ending.status(Outcome.PAUSED, Intent.RUN)).isEqualTo(3);
    assertThat(Ending.status(Outcome.BLOCKED, Intent.RUN)).isEqualTo(4);
    assertThat(Ending.status(Outcome.ABORTED, Intent.RUN)).isEqualTo(130);
    assertThat(Ending.status(Outcome.ROLLED_BACK, Intent.RUN)).isEqualTo(130);
    assertThat(Ending.status(Outcome.ABORTED, Intent.ROLLBACK)).isEqualTo(130);
  }
}
