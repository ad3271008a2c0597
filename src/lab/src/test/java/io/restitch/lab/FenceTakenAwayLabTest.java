package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.lab.AuditLog.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Somebody puts Calico's DaemonSet back as his source has it, whenever it is not, while workers are
 * replaced: that is said, the fence is put back at once but not fought for, and nothing is begun
 * while it is down.
 */
@Tag("drill")
class FenceTakenAwayLabTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String NAME = "calico-node";
  private static final String[] GET = {"-n", "kube-system", "get", "daemonset", NAME, "-o", "json"};

  /** How often it is put back before that would be a fight. */
  private static final int OFTEN = 3;

  /** So often the Lease is renewed while nothing may be begun. */
  private static final int A_WHILE = 4;

  @Test
  void shouldPutTheFenceBackButNotFightForItAndBeginNothingMeanwhile(@TempDir Path home)
      throws IOException {
    // Given
    try (Lab lab = Lab.withSample()) {
      Path source = saved(lab, home.resolve("source.json"));
      new Restitch(lab, home).withSettings(3);
      try (Run run = Run.start(lab, home, "apply", "--until", "WorkersReplaced", "--yes")) {
        run.reaches(Moment.NODE_DELETED);
        Path fenced = saved(lab, home.resolve("fenced.json"));

        // When
        Await.until(
            LIMIT,
            "it is left down",
            () -> {
              if (fenced(lab)) {
                replace(lab, source);
              }
              return run.told().contains("it is not put back before");
            },
            run::told);
        Instant left = Instant.now();
        long renewed = renewals(lab);
        Await.until(LIMIT, "a while is over", () -> renewals(lab) >= renewed + A_WHILE, run::told);

        // Then
        assertThat(run.told())
            .contains(
                "DaemonSet kube-system/calico-node: it no longer keeps Calico's agents off green"
                    + " nodes (last written by kubectl-replace at ",
                "no machine is made meanwhile, and it is being put back",
                "it was taken away more than 3 times in 10 minutes");
        assertThat(fenced(lab)).isFalse();
        assertThat(raised(lab)).as("raised once, and put back").hasSize(1 + OFTEN);
        assertThat(lab.trace().of("create", "asked")).noneMatch(l -> l.at().isAfter(left));
        assertThat(cordoned(lab)).noneMatch(l -> l.received().isAfter(left));

        // When: he is suspended
        replace(lab, fenced);

        // Then
        assertThat(run.ends()).as(run.told()).isZero();
      }
      Ends.allWorkersAreGreen(lab);
      Await.until(
          LIMIT,
          "no agent is on green",
          () -> agentsOnGreen(lab).isEmpty(),
          () -> "" + agentsOnGreen(lab));
    }
  }

  private static Path saved(Lab lab, Path file) throws IOException {
    ObjectNode set = (ObjectNode) JsonMapper.shared().readTree(lab.kubectl(GET));
    set.withObject("/metadata").remove("resourceVersion");
    return Files.writeString(file, set.toString());
  }

  private static void replace(Lab lab, Path file) {
    lab.kubectl("replace", "-f", file.toString());
  }

  private static boolean fenced(Lab lab) {
    JsonNode set = JsonMapper.shared().readTree(lab.kubectl(GET));
    return set.at("/spec/template/spec/affinity").toString().contains("restitch.io/fabric");
  }

  private static List<Line> raised(Lab lab) {
    return lab.audit()
        .byRestitch("update", "daemonsets", "")
        .filter(l -> l.ok() && l.object().equals("kube-system/" + NAME))
        .toList();
  }

  private static Stream<Line> cordoned(Lab lab) {
    return lab.audit()
        .byRestitch("patch", "nodes", "")
        .filter(l -> l.request().at("/spec/unschedulable").asBoolean(false));
  }

  private static long renewals(Lab lab) {
    return lab.audit().byRestitch("update", "leases", "").count();
  }

  private static List<String> agentsOnGreen(Lab lab) {
    List<String> green = lab.nodes("restitch.io/fabric=flannel");
    return lab.kubectl(
            "-n",
            "kube-system",
            "get",
            "pods",
            "-l",
            "k8s-app=" + NAME,
            "-o",
            "jsonpath={range .items[*]}{.spec.nodeName}{\"\\n\"}{end}")
        .lines()
        .filter(green::contains)
        .toList();
  }
}
