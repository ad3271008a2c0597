package io.restitch.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.Keeper;
import io.restitch.core.fact.Keeper.Kind;
import io.restitch.core.fact.TouchedFact;
import io.restitch.core.fact.TouchedFact.Part;
import io.restitch.core.plan.Settings;
import io.restitch.core.verdict.Consent;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeepersTest {
  private final Keepers check = new Keepers();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ARGO_CD||calico|argocd app set calico --sync-policy none",
        "FLUX_KUSTOMIZATION|flux-system|infra|flux suspend kustomization infra -n flux-system",
        "FLUX_HELM_RELEASE|net|calico|flux suspend helmrelease calico -n net",
        "RANCHER|kube-system|rke2-calico|rke2-calico.yaml.skip",
        "KAPP||1554|kapp.k14s.io/app=1554",
        "ADDON_MANAGER|||EnsureExists",
        "CONTROLLER||Network cluster|stop the controller of Network cluster"
      })
  void shouldAskForTheWordThatWhoActsByHimselfIsSuspended(
      Kind kind, String namespace, String name, String rest) {
    Keeper keeper = new Keeper(kind, namespace == null ? "" : namespace, name == null ? "" : name);

    assertThat(Seen.cluster().and(touched(node(keeper))).by(check))
        .singleElement()
        .satisfies(v -> {
          assertThat(v.level()).isEqualTo(Level.CONSENT);
          assertThat(v.code()).isEqualTo(Consent.KEEPERS_SUSPENDED);
          assertThat(v.from()).isEqualTo(PhaseName.CALICO_FENCED);
          assertThat(v.message()).contains("DaemonSet kube-system/calico-node");
          assertThat(v.remedy()).contains(rest, "--accept keepers-suspended");
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"HELM", "TERRAFORM", "PULUMI"})
  void shouldOnlyWarnOfWhoActsWhenHeIsRun(Kind kind) {
    assertThat(Seen.cluster().and(touched(node(new Keeper(kind, "net", "calico")))).by(check))
        .singleElement()
        .satisfies(v -> {
          assertThat(v.level()).isEqualTo(Level.WARN);
          assertThat(v.remedy()).contains("nobody may run", "until Verified");
        });
  }

  @Test
  void shouldTellOfOneKeeperOnceWithAllThatHeKeeps() {
    // given
    Keeper argo = new Keeper(Kind.ARGO_CD, "", "platform");
    TouchedFact config =
        new TouchedFact("ConfigMap kube-system/kube-proxy", Part.RANGE, true, List.of(argo), null);

    // when
    List<Verdict> found = Seen.cluster().and(touched(node(argo), config)).by(check);

    // then
    assertThat(found)
        .singleElement()
        .satisfies(v -> {
          assertThat(v.subject()).isEqualTo("Argo CD application platform");
          assertThat(v.message())
              .contains("DaemonSet kube-system/calico-node", "ConfigMap kube-system/kube-proxy");
        });
  }

  @Test
  void shouldTakeTheOperatorsWord() {
    assertThat(
            Seen.cluster()
                .and(touched(node(new Keeper(Kind.ARGO_CD, "", "calico"))))
                .with(Settings.DEFAULT.accepting(Set.of(Consent.KEEPERS_SUSPENDED)))
                .by(check))
        .extracting(Verdict::remedy)
        .containsExactly("accepted");
  }

  @Test
  void shouldSayNothingOfWhatRestitchDoesNotChange() {
    assertThat(
            Seen.cluster()
                .and(touched(node(new Keeper(Kind.ARGO_CD, "", "calico"))))
                .with(Settings.DEFAULT.attesting(Set.of(PhaseName.CALICO_FENCED)))
                .by(check))
        .isEmpty();
  }

  private static TouchedFact node(Keeper keeper) {
    return new TouchedFact(
        "DaemonSet kube-system/calico-node", Part.FENCE, true, List.of(keeper), null);
  }

  private static Change touched(TouchedFact... objects) {
    return new Change.FabricsSeen(FabricsFact.unknown().touching(List.of(objects)));
  }
}
