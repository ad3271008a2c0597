package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A new machine and an old one lose their power while workers are replaced, and have it again a
 * minute later. The run goes on, and no call is lost but those of a machine in the dark.
 */
@Tag("drill")
class MissionPowerCutLabTest {
  private static final Duration DARK = Duration.ofSeconds(60);

  /** A kubelet, an agent of the network's and pods that were there come back. */
  private static final Duration RECOVERY = Duration.ofSeconds(90);

  private record Dark(String machine, Instant from, Instant to) {
    boolean excuses(Probers.Failure failure) {
      boolean then = !failure.at().isBefore(from.minusSeconds(2)) && !failure.at().isAfter(to);
      return then && failure.mayBeOf(machine);
    }
  }

  @Test
  void shouldEndTheSameWhenWorkersLoseTheirPower(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path home) throws IOException {
    // Given
    try (MixedLab lab = MixedLab.mission("vxlan");
        Probers probers = lab.probers(home)) {
      Probers.Fared quiet = MissionLabTest.baseline(lab, probers);
      TreeMap<String, JsonNode> before = NodeLikeness.nodes(lab);
      Path folder = Files.createDirectory(home.resolve("run"));
      lab.missionSettings(folder);
      Instant begin = Instant.now();
      List<Dark> dark = new ArrayList<>();

      // When
      int status;
      String said;
      try (MixedRun run = MixedRun.start(lab, folder, "apply", "--yes", "--confirm-removal")) {
        run.reaches("the first old machine is gone", t -> t.done("DeleteMachine", ""));
        dark.add(darken(lab, run, green(lab)));
        run.reaches("the second old machine is gone", t -> t.count("DeleteMachine") >= 2);
        dark.add(darken(lab, run, blue(lab)));
        status = run.ends();
        said = run.said();
      }

      // Then
      assertThat(status).as(said).isZero();
      probers.await(100);
      Probers.Fared fared = probers.fared(begin);
      System.out.printf("two power cuts: quiet: %s; meanwhile: %s%n", quiet, fared);
      MissionEnds.everythingIsOnFlannel(lab, folder, before);
      assertThat(fared.besides("lonely"))
          .as("calls that failed between machines of which none was in the dark")
          .allMatch(f -> dark.stream().anyMatch(d -> d.excuses(f)));
    }
  }

  private static Dark darken(MixedLab lab, MixedRun run, String machine) {
    Instant from = Instant.now();
    lab.cut(machine);
    Await.until(
        DARK.plusSeconds(5),
        "a minute in the dark",
        () -> Duration.between(from, Instant.now()).compareTo(DARK) > 0 || !run.alive(),
        run::said);
    assertThat(run.alive()).as(run.said()).isTrue();
    lab.boot(machine);
    System.out.println("dark for a minute: " + machine);
    return new Dark(machine, from, Instant.now().plus(RECOVERY));
  }

  private static String green(MixedLab lab) {
    return workers(lab).stream().filter(n -> !n.matches("worker-\\d")).findFirst().orElseThrow();
  }

  private static String blue(MixedLab lab) {
    return workers(lab).stream().filter(n -> n.matches("worker-\\d")).findFirst().orElseThrow();
  }

  private static List<String> workers(MixedLab lab) {
    return NodeLikeness.nodes(lab).keySet().stream().filter(n -> n.startsWith("worker-")).toList();
  }
}
