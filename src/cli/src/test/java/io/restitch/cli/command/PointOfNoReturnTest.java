package io.restitch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.condition.PhaseName;
import org.junit.jupiter.api.Test;

/** Nobody comes past the point of no return by accident. */
class PointOfNoReturnTest {
  @Test
  void shouldEndBeforeTheRemovalThatNobodyConfirmed() {
    assertThat(PointOfNoReturn.end(null, false)).isEqualTo(PhaseName.IPAM_RETURNED);
    assertThat(PointOfNoReturn.end(PhaseName.VERIFIED, false)).isEqualTo(PhaseName.IPAM_RETURNED);
    assertThat(PointOfNoReturn.end(PhaseName.CALICO_REMOVED, false))
        .isEqualTo(PhaseName.IPAM_RETURNED);
  }

  @Test
  void shouldGoAsFarAsAskedWhenTheRemovalIsConfirmed() {
    assertThat(PointOfNoReturn.end(null, true)).isNull();
    assertThat(PointOfNoReturn.end(PhaseName.UNBRIDGED, true)).isEqualTo(PhaseName.UNBRIDGED);
  }

  @Test
  void shouldEndEarlierWhenThatWasAsked() {
    assertThat(PointOfNoReturn.end(PhaseName.WORKERS_REPLACED, false))
        .isEqualTo(PhaseName.WORKERS_REPLACED);
  }
}
