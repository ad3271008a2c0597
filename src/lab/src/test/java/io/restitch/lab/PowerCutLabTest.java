package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The machine in conversion loses its power, at four moments, and has it again a minute later. The
 * run that goes on beside it waits, touches no other machine, and comes to the same end.
 */
@Tag("drill")
class PowerCutLabTest {
  private static final Duration DARK = Duration.ofSeconds(60);

  @Test
  void shouldEndTheSameWhenTheMachineInConversionLosesItsPower(@TempDir Path home)
      throws IOException {
    // Given
    try (MixedLab lab = MixedLab.up("vxlan")) {
      TreeMap<String, JsonNode> before = NodeLikeness.nodes(lab);
      Path folder = Files.createDirectory(home.resolve("run"));
      lab.settings(folder);

      // When
      int status;
      String said;
      try (MixedRun run =
          MixedRun.start(lab, folder, "apply", "--yes", "--until", "IpamReturned")) {
        for (PowerCut cut : PowerCut.values()) {
          if (cut == PowerCut.NODE_DELETED) {
            run.reaches("cp-1 is done", t -> t.done("ForgetNode", "cp-1"));
            NodeGate.shut(lab);
            darken(lab, run, cut);
            NodeGate.open(lab);
          } else {
            darken(lab, run, cut);
          }
        }
        status = run.ends();
        said = run.said();
      }

      // Then
      assertThat(status).as(said).isZero();
      MixedEnds.everyControlPlaneIsConverted(lab, before);
    }
  }

  private static void darken(MixedLab lab, MixedRun run, PowerCut cut) {
    run.reaches(cut.toString(), cut::seen);
    List<String> others =
        MixedEnds.CONTROL_PLANES.stream().filter(m -> !m.equals(cut.machine())).toList();
    Map<String, String> traces = Traces.of(lab, others);
    lab.cut(cut.machine());
    long dark = System.nanoTime();
    Await.until(
        DARK.plusSeconds(5),
        "a minute in the dark",
        () -> System.nanoTime() - dark > DARK.toNanos() || !run.alive(),
        run::said);
    assertThat(run.alive()).as(run.said()).isTrue();
    assertThat(Traces.of(lab, others)).as("touched: %s", cut).isEqualTo(traces);
    lab.boot(cut.machine());
    System.out.println("dark for a minute: " + cut);
  }
}
