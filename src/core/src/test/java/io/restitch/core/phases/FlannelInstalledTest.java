package io.restitch.core.phases;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.FabricAction.InstallFlannel;
import io.restitch.core.action.FabricAction.RemoveFlannel;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.FlannelSpec;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FlannelInstalledTest {
  private static final FlannelSpec WANTED = FlannelSpec.of(Settings.DEFAULT);
  private static final NodeFact BLUE = Facts.worker("blue-1");
  private static final NodeFact GREEN =
      Facts.labelled(Facts.worker("green-1"), Names.FABRIC, Names.FABRIC_FLANNEL);

  private final FlannelInstalled phase = new FlannelInstalled();

  @Test
  void shouldHoldWhenItIsInstalledAsPlannedAndOnGreenNodesOnly() {
    assertThat(forward(WANTED.text(), true, "green-1").holds()).isTrue();
  }

  @Test
  void shouldBeInstalledAnewWhenItIsNotAsPlannedOrNotRestricted() {
    assertThat(forward(WANTED.text() + "-old", true).actions())
        .containsExactly(new InstallFlannel(WANTED));
    assertThat(forward(WANTED.text(), false).actions()).containsExactly(new InstallFlannel(WANTED));
    assertThat(phase.forward(view(FlannelFact.ABSENT)).actions())
        .containsExactly(new InstallFlannel(WANTED));
  }

  @Test
  void shouldWaitUntilNoAgentIsOnANodeOfCalicos() {
    Step step = forward(WANTED.text(), true, "blue-1", "green-1");

    assertThat(step.holds()).isFalse();
    assertThat(step.waits()).extracting(Wait::subject).containsExactly("node blue-1");
  }

  @Test
  void shouldBeGoneWhenItsLastAgentIs() {
    FlannelFact there = new FlannelFact(true, WANTED.text(), true, true, none(), none());
    FlannelFact leaving = FlannelFact.ABSENT.on(none(), new TreeSet<>(Set.of("blue-1")));

    assertThat(phase.backward(view(there, BLUE)).actions()).containsExactly(new RemoveFlannel());
    assertThat(phase.backward(view(leaving, BLUE)).waits()).hasSize(1);
    assertThat(phase.backward(view(FlannelFact.ABSENT, BLUE)).holds()).isTrue();
  }

  @Test
  void shouldUndoAHalfInstallation() {
    // given: killed before Flannel's DaemonSet was made
    FlannelFact half = new FlannelFact(false, "", true, false, none(), none());

    // then
    assertThat(phase.backward(view(half, BLUE)).actions()).containsExactly(new RemoveFlannel());
  }

  @Test
  void shouldNotTakeFlannelFromNodesThatStandOnIt() {
    // given
    FlannelFact there = new FlannelFact(true, WANTED.text(), true, true, none(), none());

    // when
    Step step = phase.backward(view(there, BLUE, GREEN));

    // then
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.subject()).isEqualTo("node green-1");
          assertThat(w.needsPerson()).isTrue();
        });
  }

  @Test
  void shouldLeaveAFlannelOfOthersAlone() {
    FlannelFact theirs = new FlannelFact(true, "", false, false, none(), none());

    assertThat(phase.backward(view(theirs, BLUE, GREEN)).holds()).isTrue();
  }

  private Step forward(String spec, boolean restricted, String... agents) {
    return phase.forward(
        view(
            new FlannelFact(true, spec, true, restricted, none(), new TreeSet<>(List.of(agents)))));
  }

  private static TreeSet<String> none() {
    return new TreeSet<>();
  }

  private static View view(FlannelFact flannel) {
    return view(flannel, BLUE, GREEN);
  }

  private static View view(FlannelFact flannel, NodeFact... nodes) {
    Observed world = Worlds.of(nodes);
    FabricsFact f = world.fabrics();
    Plan plan = Worlds.plan(Settings.DEFAULT, List.of());
    return new View(
        world.fold(new Change.FabricsSeen(f.with(flannel))),
        plan,
        Worlds.record(Intent.RUN),
        InFlight.NOTHING);
  }
}
