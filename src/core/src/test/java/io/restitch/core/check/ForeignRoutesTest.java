package io.restitch.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.EtcdFact;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.HostFact.Residue;
import io.restitch.core.fact.HostFact.Unreached;
import io.restitch.core.fact.MachineState;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who takes the bridge's routes away when it starts. */
class ForeignRoutesTest {
  private static final String UBUNTU = "Ubuntu 24.04.1 LTS";

  private final ForeignRoutes check = new ForeignRoutes();

  @Test
  void shouldNameControlPlanesOfWhichThatWasSeenAndTellWhatToSet() {
    // when
    List<Verdict> found =
        Seen.cluster()
            .nodes(controlPlane("cp-1"), controlPlane("cp-2"))
            .and(host("cp-1", "ManageForeignRoutingPolicyRules"))
            .and(host("cp-2"))
            .by(check);

    // then: the other one has it switched off, though its system usually has it on
    assertThat(found)
        .singleElement()
        .satisfies(v -> {
          assertThat(v.level()).isEqualTo(Level.WARN);
          assertThat(v.code()).isEqualTo("foreign-routes-removed");
          assertThat(v.subject()).isEqualTo("node cp-1");
          assertThat(v.message()).startsWith("systemd-networkd takes away the bridge's routes");
          assertThat(v.remedy())
              .contains("ManageForeignRoutingPolicyRules=no", "/etc/systemd/networkd.conf.d/");
        });
  }

  @Test
  void shouldJudgeWhoWasNotLookedAtByItsSystem() {
    // when
    List<Verdict> found =
        Seen.cluster()
            .nodes(controlPlane("cp-1"), worker("w-1", UBUNTU), worker("w-2", "Rocky Linux 9.5"))
            .and(
                new Change.HostSeen(
                    HostFact.unreached("cp-1", new Unreached("refused", "start it"))))
            .by(check);

    // then
    assertThat(found)
        .singleElement()
        .satisfies(v -> {
          assertThat(v.subject()).isEqualTo("nodes cp-1, w-1");
          assertThat(v.message()).startsWith("systemd-networkd, where it runs, takes away");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        UBUNTU,
        "Debian GNU/Linux 13 (trixie)",
        "Flatcar Container Linux by Kinvolk 3975.2.2 (Oklo)",
        "Amazon Linux 2023.6.20241212",
        "VMware Photon OS/Linux"
      })
  void shouldKnowSystemsThatUsuallyRunIt(String system) {
    assertThat(Seen.cluster().nodes(worker("w-1", system)).by(check)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Rocky Linux 9.5 (Blue Onyx)",
        "Red Hat Enterprise Linux CoreOS 417.94",
        "Amazon Linux 2"
      })
  void shouldSayNothingOfSystemsThatUsuallyDoNot(String system) {
    assertThat(Seen.cluster().nodes(worker("w-1", system)).by(check)).isEmpty();
  }

  @Test
  void shouldSayNothingWhereTheBridgeIsNotOurs() {
    assertThat(
            Seen.cluster()
                .nodes(worker("w-1", UBUNTU))
                .with(Settings.DEFAULT.attesting(Set.of(PhaseName.BRIDGED)))
                .by(check))
        .isEmpty();
  }

  private static NodeFact controlPlane(String name) {
    return Facts.running(Facts.controlPlane(name), UBUNTU);
  }

  private static NodeFact worker(String name, String system) {
    return Facts.running(Facts.worker(name), system);
  }

  private static Change host(String name, String... networkd) {
    MachineState machine =
        new MachineState(
            "",
            true,
            Duration.ZERO,
            OptionalLong.of(1L << 40),
            List.of(),
            List.of(),
            "",
            null,
            null,
            List.of(networkd),
            null);
    return new Change.HostSeen(
        new HostFact(name, null, true, true, Residue.NONE, EtcdFact.HEALTHY, machine));
  }
}
