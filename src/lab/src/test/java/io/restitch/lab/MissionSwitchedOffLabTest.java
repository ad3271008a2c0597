package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same probers lose calls where the bridge, or its pins, are not there: what they say elsewhere
 * is worth something.
 */
@Tag("drill")
class MissionSwitchedOffLabTest {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  @Test
  void shouldLoseCallsBetweenTheFabricsWithoutABridge(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path home) {
    // Given
    try (MixedLab lab = MixedLab.mission("vxlan");
        Probers probers = lab.probers(home)) {
      Probers.Fared quiet = MissionLabTest.baseline(lab, probers);
      lab.missionSettings(home);
      Instant begin = Instant.now();

      // When
      Commands.Ended applied =
          lab.restitch(
              LIMIT, home, "apply", "--yes", "--attest", "Bridged", "--until", "WorkersReplaced");

      // Then
      assertThat(applied.status()).as(applied.out() + applied.err()).isZero();
      Probers.Fared fared = probers.fared(begin);
      System.out.printf("without a bridge: quiet: %s; meanwhile: %s%n", quiet, fared);
      assertThat(fared.failed()).containsKeys("pod", "web", "agent");
    }
  }

  @Test
  void shouldLoseCallsToMachinesInChangeWithoutPins(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path home) {
    // Given
    try (MixedLab lab = MixedLab.mission("vxlan");
        Probers probers = lab.probers(home)) {
      Probers.Fared quiet = MissionLabTest.baseline(lab, probers);
      lab.missionSettings(home);
      Instant begin = Instant.now();

      // When
      Commands.Ended applied;
      try (PinsTakenOff pins = PinsTakenOff.begin(lab)) {
        applied = lab.restitch(LIMIT, home, "apply", "--yes", "--until", "ControlPlaneConverted");
      }

      // Then
      assertThat(applied.status()).as(applied.out() + applied.err()).isZero();
      Probers.Fared fared = probers.fared(begin);
      System.out.printf("without pins: quiet: %s; meanwhile: %s%n", quiet, fared);
      assertThat(fared.besides("lonely")).isNotEmpty();
    }
  }
}
