package io.restitch.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Autodetection;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.CalicoFact.Setup;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.PodRangeFact;
import io.restitch.core.plan.Settings;
import io.restitch.core.verdict.Consent;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KubeProxiesTest {
  private final KubeProxies check = new KubeProxies();

  @Test
  void shouldAskForAConsentWhereThereIsNone() {
    // when
    List<Verdict> found = Seen.cluster().and(without(false)).by(check);

    // then
    assertThat(found)
        .singleElement()
        .satisfies(v -> {
          assertThat(v.level()).isEqualTo(Level.CONSENT);
          assertThat(v.code()).isEqualTo(Consent.OWN_KUBE_PROXY);
          assertThat(v.message()).contains("kube-system/kube-proxy");
          assertThat(v.remedy()).contains("--accept own-kube-proxy").contains("kubeadm init phase");
        });
  }

  @Test
  void shouldBlockWhereCalicoStandsInForIt() {
    assertThat(Seen.cluster().and(without(true)).by(check))
        .extracting(Verdict::level, Verdict::code)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(Level.BLOCK, "kube-proxy-replaced"));
  }

  @Test
  void shouldSayNothingWhereItRunsOrFlannelIsNotOurs() {
    assertThat(Seen.cluster().by(check)).isEmpty();
    assertThat(
            Seen.cluster()
                .and(without(false))
                .with(Settings.DEFAULT.attesting(Set.of(PhaseName.FLANNEL_INSTALLED)))
                .by(check))
        .isEmpty();
  }

  private static Change without(boolean ebpf) {
    FabricsFact f = FabricsFact.unknown();
    CalicoFact calico = f.calico().setUp(new Setup(new Autodetection(""), ebpf, ""));
    return new Change.FabricsSeen(f.with(calico).with(new PodRangeFact(null, false, false)));
  }
}
