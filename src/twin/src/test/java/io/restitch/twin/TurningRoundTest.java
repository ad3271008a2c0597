package io.restitch.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.decision.Outcome;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.NodeFact;
import io.restitch.engine.event.Events;
import io.restitch.engine.loop.RunResult;
import io.restitch.twin.model.SampleCluster;
import io.restitch.twin.time.Chance;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Flannel that never works on one control plane does not keep a rollback from its end. */
class TurningRoundTest {
  private static final Events NOBODY = Events.all(List.of());

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldComeBackWhenFlannelNeverWorksOnOneControlPlane(long seed) {
    // given
    Migrations m = Migrations.of(SampleCluster.draw(), seed);
    m.twin().kubernetes().networks().breakFlannel("cp-1");
    rollBackAfter(m, Duration.ofMinutes(20));
    Faults kills = new Faults(new Chance(seed, "faults"), Faults.Odds.KILLS);

    // when
    RunResult result =
        new TwinRun(m.twin(), m.plan(), null, NOBODY, kills).run(Duration.ofHours(24));

    // then
    m.twin().settle();
    assertThat(result.outcome()).as(result.why()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(Ending.afterRollback(m)).isEmpty();
    assertThat(m.twin().truth().world().node("cp-1").flatMap(NodeFact::podCidr))
        .isEqualTo(SampleCluster.draw().nodes().getFirst().podCidr());
  }

  /** The operator waits for a while for the machine that was posted again, and gives up then. */
  private static void rollBackAfter(Migrations m, Duration patience) {
    boolean[] asked = {false};
    m.twin()
        .truth()
        .watch(change -> {
          if (change instanceof Change.NodeSeen seen
              && seen.node().name().equals("cp-1")
              && seen.node().fabric() == Fabric.FLANNEL
              && seen.node().annotations().containsKey(Names.POSTED_FOR)
              && !asked[0]) {
            asked[0] = true;
            m.twin().agenda().in(patience, () -> m.twin().ports().record().intend(Intent.ROLLBACK));
          }
        });
  }
}
