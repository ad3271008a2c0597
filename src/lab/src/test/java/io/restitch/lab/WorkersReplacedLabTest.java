package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one real job: all workers of a real cluster replaced, as the audit log saw it. */
@Tag("lab")
class WorkersReplacedLabTest {

  @Test
  void shouldReplaceAllTwelveWorkers(@TempDir Path home) {
    try (Lab lab = Lab.withSample()) {
      Restitch restitch = new Restitch(lab, home).withSettings(3);
      restitch.run("plan", "--out", "p.yaml").well();
      Instant begin = Instant.now();

      Commands.Ended applied =
          restitch.run("apply", "p.yaml", "--until", "WorkersReplaced", "--yes");

      assertThat(applied.status()).as(applied.err()).isZero();
      Witness witness = new Witness(lab.audit());
      Witness.Moves moves = witness.moves();
      System.out.printf(
          "12 workers in %d s: %d evictions, %d refused, %d pods put back on blue%n",
          Duration.between(begin, Instant.now()).toSeconds(),
          witness.evictions(),
          witness.refusedEvictions(),
          moves.putBack());
      assertThat(lab.nodes("restitch.io/fabric=flannel")).hasSize(12);
      assertThat(lab.nodes("!restitch.io/fabric")).containsExactly("cp-1", "cp-2", "cp-3");
      evictionsKeptToBudgets(witness);
      assertThat(witness.plainDeletes()).isEmpty();
      assertThat(witness.undrainedNodes()).isEmpty();
      assertThat(witness.nodeDeletions()).hasSize(12);
      assertThat(witness.podCidrAssignments()).hasSize(12);
      assertThat(witness.podCidrAssignments().values()).containsOnly(1);
      assertThat(witness.podCidrsGivenTwice()).isEmpty();
      assertThat(witness.lastTaint("restitch.io/leaving")).isBefore(witness.firstCordon());
      assertThat(moves.again()).isZero();
      nothingIsLeftOver(lab);
    }
  }

  private static void evictionsKeptToBudgets(Witness witness) {
    assertThat(witness.evictions()).isPositive();
    assertThat(witness.refusedEvictions() * 50)
        .as("refused evictions are races, at most 2 %%")
        .isLessThanOrEqualTo(witness.evictions());
  }

  static void nothingIsLeftOver(Lab lab) {
    assertThat(pending(lab)).isEmpty();
    assertThat(lab.kubectl("get", "nodes", "-o", "jsonpath={.items[*].spec.unschedulable}"))
        .isBlank();
    List<String> green = lab.nodes("restitch.io/fabric=flannel");
    String machines = lab.machines("{\"restitch.io/direction\":\"forward\"}");
    assertThat(green).allMatch(machines::contains);
    assertThat(machines.split("\"token\"", -1)).hasSize(green.size() + 1);
  }

  private static String pending(Lab lab) {
    return lab.kubectl("get", "pods", "-A", "--field-selector=status.phase=Pending", "-o", "name");
  }
}
