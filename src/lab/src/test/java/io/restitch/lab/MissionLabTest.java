package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * A cluster of real kubelets goes from Calico to Flannel by one {@code apply}, while probers on
 * every node call every Service and each other; in the end nothing hangs on restitch, and a machine
 * joins by hand.
 */
@Tag("drill")
class MissionLabTest {
  private static final Duration LIMIT = Duration.ofMinutes(25);

  /** A pod ends, is scheduled, started, and found ready. */
  private static final Duration ONE_RESTART = Duration.ofSeconds(15);

  @ParameterizedTest
  @ValueSource(strings = {"vxlan", "bgp"})
  void shouldGoFromCalicoToFlannelWithoutALostCall(
      String mode, @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path home) throws IOException {
    // Given
    try (MixedLab lab = MixedLab.mission(mode).underItsRoles();
        Probers probers = lab.probers(home)) {
      lab.missionSettings(home);
      Probers.Fared quiet = baseline(lab, probers);
      TreeMap<String, JsonNode> before = NodeLikeness.nodes(lab);
      Instant begin = Instant.now();

      // When
      Commands.Ended applied;
      Client.Fared client;
      TreeSet<String> birds;
      try (BirdRoutes looked = BirdRoutes.begin(lab);
          Client writer = lab.client(home, Duration.ofMillis(200))) {
        applied =
            lab.restitch(LIMIT, home, "apply", "--yes", "--confirm-removal", "--progress", "plain");
        client = writer.end();
        birds = looked.seen();
      }

      Files.writeString(Path.of("target/mission-" + mode + ".txt"), applied.out() + applied.err());

      // Then
      assertThat(applied.status()).as(applied.out() + applied.err()).isZero();
      probers.await(100);
      Probers.Fared fared = probers.fared(begin);
      System.out.printf(
          "%s: 3 workers and 3 control planes in %d s; quiet: %s; meanwhile: %s; client: %s%n",
          mode, Duration.between(begin, Instant.now()).toSeconds(), quiet, fared, client);
      MissionEnds.everythingIsOnFlannel(lab, home, before);
      RightsInUse.areAllThatAreGiven(lab);
      Instant joins = Instant.now();
      lab.joinByHand("by-hand");
      probers.awaitFrom("by-hand", 5);
      assertThat(quiet.failures()).isEmpty();
      // What is alone was made anew elsewhere; nothing else was ever without an answer.
      assertThat(fared.besides("lonely")).isEmpty();
      assertThat(fared.longest("lonely")).isLessThan(ONE_RESTART);
      assertThat(client.errors()).isZero();
      assertThat(client.lost()).isZero();
      assertThat(probers.fared(joins).failures()).isEmpty();
      assertThat(birds).noneMatch(r -> r.startsWith("10.244.") || r.startsWith("100.127."));
      assertThat(birds.stream().anyMatch(r -> r.startsWith("192.168.")))
          .as("BIRD has routes: " + birds)
          .isEqualTo(mode.equals("bgp"));
    }
  }

  /**
   * What the same probers say while a worker joins and pods are made anew: whether the lab has
   * noise of its own.
   */
  static Probers.Fared baseline(MixedLab lab, Probers probers) {
    Instant begin = Instant.now();
    lab.join("worker-3");
    lab.kubectl("-n", "shop", "rollout", "restart", "deployment/web", "deployment/batch");
    lab.kubectl("-n", "shop", "rollout", "status", "deployment/web", "--timeout=180s");
    probers.awaitFrom("worker-3", 20);
    return probers.fared(begin);
  }
}
