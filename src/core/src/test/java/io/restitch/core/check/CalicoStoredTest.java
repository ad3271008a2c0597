package io.restitch.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Autodetection;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.CalicoFact.Setup;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.PoliciesFact;
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

/** Where Calico keeps its objects: as its agents are told, or where the API server has any. */
class CalicoStoredTest {
  private final CalicoStored check = new CalicoStored();

  @ParameterizedTest
  @CsvSource({
    "'', projectcalico.org, true",
    "'(set elsewhere)', projectcalico.org, true",
    "projectcalico.org/v3, crd.projectcalico.org, true",
    "ProjectCalico.org/V3, crd.projectcalico.org, true",
    "'', crd.projectcalico.org, false",
    "crd.projectcalico.org/v1, projectcalico.org, false",
    "'', '', false"
  })
  void shouldBlockWhereItsPoolsAreNotSeen(String told, String served, boolean blocked) {
    // when
    List<Verdict> found = Seen.cluster().and(told(told)).and(served(served)).by(check);

    // then
    assertThat(found)
        .extracting(Verdict::level, Verdict::code)
        .isEqualTo(blocked ? List.of(tuple(Level.BLOCK, "calico-stored-elsewhere")) : List.of());
    assertThat(found).allSatisfy(v -> assertThat(v.remedy()).contains("attest Bridged"));
  }

  @Test
  void shouldOnlyWarnWhereTheNetworksAreJoinedByTheOperator() {
    assertThat(
            Seen.cluster()
                .and(served("projectcalico.org"))
                .with(Settings.DEFAULT.attesting(Set.of(PhaseName.BRIDGED)))
                .by(check))
        .extracting(Verdict::level)
        .containsExactly(Level.WARN);
  }

  @Test
  void shouldSayNothingWhereCalicoRunsNoMore() {
    assertThat(
            Seen.cluster()
                .and(new Change.FabricsSeen(FabricsFact.unknown().with(CalicoFact.absent())))
                .and(served("projectcalico.org"))
                .by(check))
        .isEmpty();
  }

  private static Change told(String apiGroup) {
    CalicoFact calico =
        new CalicoFact(
            CalicoFact.Installation.OPERATOR,
            false,
            List.of(),
            new TreeMap<>(),
            new TreeSet<>(),
            new TreeSet<>(),
            new Setup(new Autodetection(""), false, apiGroup));
    return new Change.FabricsSeen(FabricsFact.unknown().with(calico));
  }

  private static Change served(String group) {
    return new Change.PoliciesListed(
        new PoliciesFact(new TreeMap<>(), List.of(), "v3.32.0", group));
  }
}
