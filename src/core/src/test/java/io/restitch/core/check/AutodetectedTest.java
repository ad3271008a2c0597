package io.restitch.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Autodetection;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.CalicoFact.Installation;
import io.restitch.core.fact.CalicoFact.Setup;
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

class AutodetectedTest {
  private final Autodetected check = new Autodetected();

  @Test
  void shouldBlockAMethodThatFindsTheBridgeAndSayWhatToSet() {
    // when
    List<Verdict> found =
        Seen.cluster().and(calico(Installation.MANIFEST, "interface=.*")).by(check);

    // then
    assertThat(found)
        .singleElement()
        .satisfies(v -> {
          assertThat(v.level()).isEqualTo(Level.BLOCK);
          assertThat(v.code()).isEqualTo("autodetection-takes-bridge");
          assertThat(v.message())
              .isEqualTo(
                  "IP_AUTODETECTION_METHOD=interface=.* also finds device cni-restitch, and its"
                      + " nodes would move there");
          assertThat(v.remedy()).contains("kubernetes-internal-ip");
        });
  }

  @Test
  void shouldWarnOfWhatItDoesNotKnow() {
    assertThat(Seen.cluster().and(calico(Installation.OPERATOR, "(set elsewhere)")).by(check))
        .extracting(Verdict::level, Verdict::code)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(Level.WARN, "autodetection-unknown"));
  }

  @Test
  void shouldSayNothingWhereCalicoGivesNodesNoAddressOrTheBridgeIsNotOurs() {
    assertThat(Seen.cluster().by(check)).isEmpty();
    assertThat(Seen.cluster().and(calico(Installation.CANAL, "interface=.*")).by(check)).isEmpty();
    assertThat(
            Seen.cluster()
                .and(calico(Installation.MANIFEST, "interface=.*"))
                .with(Settings.DEFAULT.attesting(Set.of(PhaseName.BRIDGED)))
                .by(check))
        .isEmpty();
  }

  private static Change calico(Installation installation, String method) {
    CalicoFact calico =
        new CalicoFact(
            installation, false, List.of(), new TreeMap<>(), new TreeSet<>(), new TreeSet<>());
    return new Change.FabricsSeen(
        FabricsFact.unknown().with(calico.setUp(new Setup(new Autodetection(method), false, ""))));
  }
}
