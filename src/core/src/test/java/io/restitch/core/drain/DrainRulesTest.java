package io.restitch.core.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.drain.PodVerdict.Treatment;
import io.restitch.core.fact.LabelSelector;
import io.restitch.core.fact.PodFact;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrainRulesTest {
  private final PodFact pod = Facts.pod("cart-1", "blue-1");

  @Test
  void shouldMoveAPodThatAControllerReplaces() {
    assertThat(judge(pod).treatment()).isEqualTo(Treatment.MOVE);
  }

  @Test
  void shouldLeaveAMirrorPodWhateverElseItIs() {
    PodFact mirror =
        new PodFact(
            pod.ref(),
            pod.uid(),
            pod.nodeName(),
            pod.labels(),
            Map.of(PodFact.MIRROR_ANNOTATION, "x"),
            null,
            pod.spec(),
            pod.status());

    assertThat(judge(mirror).treatment()).isEqualTo(Treatment.LEAVE);
  }

  @Test
  void shouldLeaveDaemonSetPodsAndFinishedPods() {
    PodFact daemon = Facts.pod("agent", "blue-1", new PodFact.Owner("DaemonSet", "agent", "u"));
    PodFact finished = Facts.inPhase(pod, PodFact.Phase.SUCCEEDED);

    assertThat(judge(daemon).treatment()).isEqualTo(Treatment.LEAVE);
    assertThat(judge(finished).treatment()).isEqualTo(Treatment.LEAVE);
  }

  @Test
  void shouldRefuseALonePodUntilItIsAcceptedAndNameKubectlsFlag() {
    PodFact lone = lone();

    PodVerdict verdict = judge(lone);

    assertThat(verdict.treatment()).isEqualTo(Treatment.REFUSE);
    assertThat(verdict.code()).isEqualTo("lone-pods");
    assertThat(verdict.reason()).contains("--force");
    assertThat(judge(lone, "lone-pods").treatment()).isEqualTo(Treatment.MOVE);
  }

  @Test
  void shouldRefuseEmptyDirDataUntilItIsAcceptedAndNameKubectlsFlag() {
    PodFact scratch = Facts.storing(pod, new PodFact.Storage(true, List.of(), List.of(), false));

    assertThat(judge(scratch).reason()).contains("--delete-emptydir-data");
    assertThat(judge(scratch, "emptydir-data").treatment()).isEqualTo(Treatment.MOVE);
  }

  @Test
  void shouldNotLetOneConsentStandForAnother() {
    PodFact local = Facts.storing(pod, new PodFact.Storage(true, List.of(), List.of("c"), true));

    assertThat(judge(local, "local-volumes").code()).isEqualTo("emptydir-data");
    assertThat(judge(local, "emptydir-data").code()).isEqualTo("local-volumes");
  }

  @Test
  void shouldWaitForAPodThatIsGoingWithoutAskingForConsent() {
    assertThat(judge(Facts.terminating(lone(), Facts.START)).treatment()).isEqualTo(Treatment.MOVE);
  }

  @Test
  void shouldRefuseToLoseAPodThatTheSelectorLeavesOut() {
    Settings.Drain drain = Settings.Drain.DEFAULT;
    Settings settings =
        new Settings(
            Settings.Network.DEFAULT,
            Settings.Provider.DEFAULT,
            Settings.Workers.DEFAULT,
            new Settings.Drain(
                null,
                drain.timeout(),
                new LabelSelector(Map.of("app", "other"), List.of()),
                drain.parallel()),
            Settings.Backup.DEFAULT,
            Settings.Hosts.DEFAULT,
            Set.of(),
            Set.of(),
            Set.of());

    assertThat(DrainRules.judge(pod, settings).code()).isEqualTo("unselected-pods");
    assertThat(DrainRules.judge(pod, settings.accepting(Set.of("unselected-pods"))).treatment())
        .isEqualTo(Treatment.LEAVE);
  }

  private PodFact lone() {
    return Facts.lone(pod);
  }

  private static PodVerdict judge(PodFact pod, String... accepted) {
    return DrainRules.judge(pod, Settings.DEFAULT.accepting(Set.of(accepted)));
  }
}
