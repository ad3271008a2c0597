package io.restitch.core.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.plan.Settings.Join.How;
import io.restitch.core.testing.Facts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** New machines join as those of the old workers' family do; else a person chooses. */
class JoinChoiceTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"Debian GNU/Linux 13 (trixie)", "Ubuntu 24.04.1 LTS", "Ubuntu 22.04.5 LTS"})
  void shouldTakeDebiansWay(String image) {
    assertThat(JoinChoice.family(image)).contains(How.DEBIAN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Red Hat Enterprise Linux 9.4 (Plow)",
        "CentOS Stream 9",
        "Rocky Linux 8.10 (Green Obsidian)",
        "AlmaLinux 10.0 (Purple Lion)",
        "Oracle Linux Server 9.4",
        "Fedora Linux 42 (Server Edition)",
        "Amazon Linux 2023.6.20241010"
      })
  void shouldTakeRedHatsWay(String image) {
    assertThat(JoinChoice.family(image)).contains(How.RHEL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Amazon Linux 2",
        "CentOS Linux 7 (Core)",
        "Red Hat Enterprise Linux CoreOS 417.94.202410",
        "Fedora CoreOS 41.20241109.3.0",
        "Fedora Linux 41.20241109.3.0 (CoreOS)",
        "Flatcar Container Linux by Kinvolk 3975.2.2 (Oklo)",
        "Bottlerocket OS 1.26.1 (aws-k8s-1.31)",
        "Talos (v1.8.2)",
        "Ubuntu Core 24",
        "SUSE Linux Enterprise Server 15 SP6"
      })
  void shouldNotGuessOnOtherSystems(String image) {
    assertThat(JoinChoice.family(image)).isEmpty();
  }

  @Test
  void shouldLookAtWorkersOnCalicoOnly() {
    JoinChoice choice =
        JoinChoice.of(
            List.of(
                Facts.running(Facts.controlPlane("cp-1"), "Debian GNU/Linux 13 (trixie)"),
                Facts.running(Facts.worker("w-1"), "Rocky Linux 9.5 (Blue Onyx)"),
                Facts.running(Facts.worker("w-2"), "Rocky Linux 9.4 (Blue Onyx)")));

    assertThat(choice)
        .isEqualTo(
            new JoinChoice(
                How.RHEL,
                "Workers here run Rocky Linux 9.4 (Blue Onyx) (1), Rocky Linux 9.5 (Blue Onyx)"
                    + " (1)."));
  }

  @Test
  void shouldLeaveTheChoiceToAPersonWhereFamiliesAreMixed() {
    JoinChoice choice =
        JoinChoice.of(
            List.of(
                Facts.running(Facts.worker("w-1"), "Ubuntu 24.04.1 LTS"),
                Facts.running(Facts.worker("w-2"), "Rocky Linux 9.4 (Blue Onyx)")));

    assertThat(choice.why())
        .isEqualTo(
            "You have to choose: workers here run Rocky Linux 9.4 (Blue Onyx) (1), Ubuntu 24.04.1"
                + " LTS (1).");
  }

  @Test
  void shouldLeaveTheChoiceToAPersonWhereNothingIsKnown() {
    assertThat(JoinChoice.of(List.of(Facts.worker("w-1"))).why())
        .isEqualTo("You have to choose: workers here run unknown (1).");
  }
}
