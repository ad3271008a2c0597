package io.restitch.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.plan.Settings;
import io.restitch.core.verdict.Verdict;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttestationsTest {
  private final Attestations check = new Attestations();

  @Test
  void shouldSayWhatIsWaivedWhenAPhaseIsAttested() {
    // given
    Settings attested = Settings.DEFAULT.attesting(Set.of(PhaseName.BRIDGED));

    // when
    List<Verdict> found = Seen.cluster().with(attested).by(check);

    // then
    assertThat(found)
        .containsExactly(
            Check.warn(
                "attested",
                "Bridged",
                "by your word, not seen: green nodes are not probed over a bridge, and no machine"
                    + " is pinned",
                ""));
  }
}
