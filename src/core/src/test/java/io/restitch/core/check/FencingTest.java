package io.restitch.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.CalicoFact.Installation;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.plan.Settings;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FencingTest {
  private final Fencing check = new Fencing();

  @ParameterizedTest
  @CsvSource({"OPERATOR,CONSENT,calico-restarts", "NONE,BLOCK,calico-not-found"})
  void shouldSayWhatStandsInTheWay(Installation installation, Level level, String code) {
    // when
    List<Verdict> found = Seen.cluster().and(calico(installation, false)).by(check);

    // then
    assertThat(found).extracting(Verdict::level).containsExactly(level);
    assertThat(found).extracting(Verdict::code).containsExactly(code);
  }

  @ParameterizedTest
  @CsvSource({"MANIFEST,false", "CANAL,false", "OPERATOR,true"})
  void shouldSayNothingWhenNoAgentIsRestarted(Installation installation, boolean fenced) {
    assertThat(Seen.cluster().and(calico(installation, fenced)).by(check)).isEmpty();
  }

  @Test
  void shouldSayNothingWhenItIsAttested() {
    assertThat(
            Seen.cluster()
                .and(calico(Installation.NONE, false))
                .with(Settings.DEFAULT.attesting(Set.of(PhaseName.CALICO_FENCED)))
                .by(check))
        .isEmpty();
  }

  private static Change calico(Installation installation, boolean fenced) {
    FabricsFact f = FabricsFact.unknown();
    CalicoFact calico =
        new CalicoFact(
            installation, fenced, List.of(), new TreeMap<>(), new TreeSet<>(), new TreeSet<>());
    return new Change.FabricsSeen(f.with(calico));
  }
}
