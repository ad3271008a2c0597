package io.restitch.core.phases;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.decision.InFlight;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import io.restitch.core.verdict.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pods that nothing makes again, or that hang on their machine, are listed once a workload. */
class RemarksTest {
  private static final PodFact.Storage PATH =
      new PodFact.Storage(false, List.of("/srv"), List.of(), false);
  private static final PodFact.Storage LOCAL =
      new PodFact.Storage(false, List.of(), List.of("data"), true);

  @Test
  void shouldListLonePodsAndThoseThatHangOnTheirMachine() {
    List<Verdict> remarks =
        remarks(
            Facts.pod("fine", "a"),
            Facts.lone(Facts.pod("shell", "a")),
            Facts.storing(owned("db-0", "a", "StatefulSet"), LOCAL),
            Facts.storing(owned("log-1", "a", "ReplicaSet"), PATH),
            Facts.storing(owned("log-2", "b", "ReplicaSet"), PATH));

    assertThat(remarks)
        .extracting(v -> v.code() + " " + v.subject() + ": " + v.message())
        .containsExactly(
            "lone-pod Pod shop/shell: nothing makes it again if it goes: a",
            "host-path ReplicaSet shop/it: it mounts a path of the machine it runs on: a, b",
            "local-volume StatefulSet shop/it: its volume is on the machine it runs on: a");
  }

  @Test
  void shouldLeaveOutWhatBelongsToItsMachineAndWhatHasEnded() {
    PodFact ended = Facts.inPhase(Facts.lone(Facts.pod("job", "a")), PodFact.Phase.SUCCEEDED);
    PodFact daemon = Facts.storing(owned("agent", "a", "DaemonSet"), PATH);
    PodFact mirror =
        Facts.annotated(
            Facts.storing(Facts.lone(Facts.pod("etcd", "a")), PATH),
            PodFact.MIRROR_ANNOTATION,
            "x");

    assertThat(remarks(ended, Facts.storing(ended, PATH), daemon, mirror)).isEmpty();
  }

  private static PodFact owned(String name, String node, String kind) {
    return Facts.pod(name, node, new PodFact.Owner(kind, "it", "u"));
  }

  private static List<Verdict> remarks(PodFact... pods) {
    Observed world = Worlds.of(Facts.worker("a"), Facts.worker("b"));
    for (PodFact pod : pods) {
      world = world.fold(new Change.PodSeen(pod));
    }
    return Remarks.of(
        new View(
            world,
            Worlds.plan(Settings.DEFAULT, List.of(), 1),
            Worlds.record(Intent.RUN),
            InFlight.NOTHING));
  }
}
