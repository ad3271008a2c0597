package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

/** How a lab has to look when restitch has ended. */
final class Ends {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String GREEN = "restitch.io/fabric=flannel";

  private Ends() {}

  /** Twelve green workers, a machine for each, and nothing of blue or of ours in the way. */
  static void allWorkersAreGreen(Lab lab) {
    assertThat(lab.nodes(GREEN)).hasSize(12);
    assertThat(lab.nodes("!restitch.io/fabric")).containsExactly("cp-1", "cp-2", "cp-3");
    assertThat(lab.machines().live("forward"))
        .extracting(Machines.Machine::node)
        .containsExactlyInAnyOrderElementsOf(lab.nodes(GREEN));
    assertThat(lab.machines().all())
        .filteredOn(m -> m.worker() && m.live())
        .as("live machines")
        .hasSize(12);
    everyNodeIsSchedulable(lab);
    everyPodRuns(lab);
  }

  /** Twelve blue workers, those that stood and stand-ins, and no green machine. */
  static void allWorkersAreBlue(Lab lab) {
    assertThat(lab.nodes(GREEN)).isEmpty();
    assertThat(lab.machines().live("forward")).isEmpty();
    List<String> workers = lab.nodes("!node-role.kubernetes.io/control-plane");
    assertThat(workers).hasSize(12);
    assertThat(lab.machines().all())
        .filteredOn(m -> m.worker() && m.live())
        .extracting(Machines.Machine::node)
        .containsExactlyInAnyOrderElementsOf(workers);
    everyNodeIsSchedulable(lab);
    everyPodRuns(lab);
  }

  /** Whatever lives has a Node and a machine, and carries pods. */
  static void nothingIsHalfDone(Lab lab) {
    assertThat(lab.machines().all())
        .filteredOn(m -> m.worker() && m.live())
        .extracting(Machines.Machine::node)
        .containsExactlyInAnyOrderElementsOf(lab.nodes("!node-role.kubernetes.io/control-plane"));
    everyNodeIsSchedulable(lab);
    everyPodRuns(lab);
  }

  /** No cordon and no taint of ours on any node. */
  static void everyNodeIsSchedulable(Lab lab) {
    assertThat(lab.kubectl("get", "nodes", "-o", "jsonpath={.items[*].spec.unschedulable}"))
        .isBlank();
    assertThat(lab.kubectl("get", "nodes", "-o", "jsonpath={.items[*].spec.taints[*].key}"))
        .doesNotContain("restitch.io/");
    assertThat(lab.kubectl("get", "nodes", "-o", "jsonpath={.items[*].metadata.annotations}"))
        .doesNotContain("restitch.io/cordoned-by");
  }

  /** Every pod settles down: replacements of the last evicted ones may still be starting. */
  static void everyPodRuns(Lab lab) {
    Await.until(
        LIMIT, "every pod runs", () -> notRunning(lab).isEmpty(), () -> "" + notRunning(lab));
  }

  private static List<String> notRunning(Lab lab) {
    return lab.kubectl("get", "pods", "-A", "--field-selector=status.phase!=Running", "-o", "name")
        .lines()
        .toList();
  }
}
