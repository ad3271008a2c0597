package io.restitch.core.phase;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Observed;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import org.junit.jupiter.api.Test;

/** What is told of a node on which an agent of ours does not come up. */
class AgentTest {
  private static final String IMAGE = "registry.example/flannel:v9";

  private final Observed world = Worlds.of(Facts.worker("green-1"));

  @Test
  void shouldWaitWithoutAPersonAsLongAsNothingIsKnown() {
    assertThat(awaited(world)).isEqualTo(Wait.of("flannel-ready", "node green-1", "not ready"));
  }

  @Test
  void shouldNameTheImageThatCannotBePulledAndAskAPerson() {
    // when
    Wait wait = awaited(with("kube-flannel", "kube-flannel-ds"));

    // then
    assertThat(wait.reason()).isEqualTo("not ready: image " + IMAGE + " cannot be pulled there");
    assertThat(wait.remedy())
        .contains("kubectl -n kube-flannel describe pod kube-flannel-ds-green-1");
  }

  @Test
  void shouldNotTakeAPodOfOthersForItsOwn() {
    assertThat(awaited(with("monitoring", "kube-flannel-ds")).needsPerson()).isFalse();
    assertThat(awaited(with("kube-flannel", "log-agent")).needsPerson()).isFalse();
  }

  private Observed with(String namespace, String daemonSet) {
    return world.fold(
        new Change.PodSeen(Facts.unpulled(namespace, daemonSet, "green-1", IMAGE, Facts.START)));
  }

  private static Wait awaited(Observed world) {
    return Agent.FLANNEL.awaited(world, "flannel-ready", "green-1", "not ready");
  }
}
