package io.restitch.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Change;
import io.restitch.core.plan.Settings;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandsTest {
  private final Hands check = new Hands();

  @Test
  void shouldFindNothingWhenEveryPhaseIsHandled() {
    // when
    List<Verdict> found = Seen.cluster().by(check);

    // then
    assertThat(found).isEmpty();
  }

  @Test
  void shouldBlockWhenAPhaseBeforeTheWorkersCannotBeBroughtAbout() {
    // when
    List<Verdict> found = Seen.cluster().and(without(PhaseName.IPAM_HELD)).by(check);

    // then
    assertThat(found)
        .containsExactly(
            new Verdict(
                Level.BLOCK,
                "hands-missing",
                "IpamHeld",
                "this release cannot bring it about on this cluster",
                "bring it about yourself, and attest it: --attest IpamHeld"));
  }

  @Test
  void shouldForbidToGoAsFarAsALaterPhaseThatCannotBeBroughtAbout() {
    // when
    List<Verdict> found = Seen.cluster().and(without(PhaseName.CALICO_REMOVED)).by(check);

    // then
    assertThat(found)
        .singleElement()
        .satisfies(v -> {
          assertThat(v.level()).isEqualTo(Level.LATER);
          assertThat(v.subject()).isEqualTo("CalicoRemoved");
          assertThat(v.remedy()).startsWith("end before with --until IpamReturned, or ");
          assertThat(v.forbids(null)).isTrue();
          assertThat(v.forbids(PhaseName.CALICO_REMOVED)).isTrue();
          assertThat(v.forbids(PhaseName.IPAM_RETURNED)).isFalse();
        });
  }

  @Test
  void shouldSayWhatIsWaivedWhenAPhaseIsAttested() {
    // given
    Settings attested = Settings.DEFAULT.attesting(Set.of(PhaseName.BRIDGED));

    // when
    List<Verdict> found = Seen.cluster().and(without(PhaseName.BRIDGED)).with(attested).by(check);

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

  private static Change without(PhaseName phase) {
    EnumSet<PhaseName> handled = EnumSet.allOf(PhaseName.class);
    handled.remove(phase);
    return Seen.cluster(handled, "10.96.0.0/12");
  }
}
