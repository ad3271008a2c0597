package io.restitch.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.plan.Settings;
import io.restitch.core.verdict.Verdict;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FlannelsTest {
  private final Flannels check = new Flannels();

  @Test
  void shouldBlockWhenSomebodyElseInstalledAFlannel() {
    assertThat(Seen.cluster().and(installed("")).by(check))
        .extracting(Verdict::code)
        .containsExactly("flannel-foreign");
  }

  @Test
  void shouldFindNothingWhenItIsOursOrAttested() {
    // given
    Settings attesting = Settings.DEFAULT.attesting(Set.of(PhaseName.FLANNEL_INSTALLED));

    // then
    assertThat(Seen.cluster().and(installed("podCidr=10.244.0.0/16")).by(check)).isEmpty();
    assertThat(Seen.cluster().with(attesting).and(installed("")).by(check)).isEmpty();
    assertThat(Seen.cluster().by(check)).isEmpty();
  }

  private static Change installed(String spec) {
    FabricsFact f = FabricsFact.unknown();
    return new Change.FabricsSeen(
        f.with(new FlannelFact(true, spec, true, true, new TreeSet<>(), new TreeSet<>())));
  }
}
