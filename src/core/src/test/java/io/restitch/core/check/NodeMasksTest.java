package io.restitch.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeMasksTest {
  private final NodeMasks check = new NodeMasks();

  @Test
  void shouldFindNothingWhenAllGiveWhatThePlanGives() {
    // when
    List<Verdict> found =
        Seen.cluster()
            .range("10.244.0.0/16", 26)
            .and(manager("cp-1", 26))
            .and(manager("cp-2", 26))
            .by(check);

    // then
    assertThat(found).isEmpty();
  }

  @Test
  void shouldBlockWhenOneWouldGiveOthers() {
    // when
    List<Verdict> found =
        Seen.cluster().and(manager("cp-1", 24)).and(manager("cp-2", 25)).by(check);

    // then
    assertThat(found)
        .containsExactly(
            new Verdict(
                Level.BLOCK,
                "node-mask-differs",
                "kube-controller-manager on cp-2",
                "it gives each Node a /25, and network.nodeMask is 24: once it allocates again, new"
                    + " Nodes get ranges of another size",
                "set network.nodeMask to 25, or --node-cidr-mask-size=24 on every control plane,"
                    + " then plan again"));
  }

  @Test
  void shouldBlockWhenTheSettingsAloneSayAnother() {
    // when
    List<Verdict> found =
        Seen.cluster().range("10.244.0.0/16", 26).and(manager("cp-1", 24)).by(check);

    // then
    assertThat(found).extracting(Verdict::level).containsExactly(Level.BLOCK);
  }

  @Test
  void shouldFindNothingWhenItIsHandedBackByTheOperator() {
    // given
    Settings attested = Settings.DEFAULT.attesting(Set.of(PhaseName.IPAM_RETURNED));

    // when
    List<Verdict> found = Seen.cluster().with(attested).and(manager("cp-1", 25)).by(check);

    // then
    assertThat(found).isEmpty();
  }

  private static Change manager(String node, int mask) {
    return new Change.ControllerManagerSeen(
        new ControllerManagerFact(node, true, null, mask, true, Facts.START));
  }
}
