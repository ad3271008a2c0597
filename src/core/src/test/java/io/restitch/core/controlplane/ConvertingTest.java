package io.restitch.core.controlplane;

import static io.restitch.core.controlplane.ControlPlaneWorlds.DOWN;
import static io.restitch.core.controlplane.ControlPlaneWorlds.arrived;
import static io.restitch.core.controlplane.ControlPlaneWorlds.bare;
import static io.restitch.core.controlplane.ControlPlaneWorlds.emptied;
import static io.restitch.core.controlplane.ControlPlaneWorlds.host;
import static io.restitch.core.controlplane.ControlPlaneWorlds.step;
import static io.restitch.core.controlplane.ControlPlaneWorlds.withoutFlannel;
import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.PostNode;
import io.restitch.core.action.HostAction.RunTask;
import io.restitch.core.action.HostAction.Task;
import io.restitch.core.action.RecordAction.ForgetNode;
import io.restitch.core.action.RecordAction.SaveNode;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.EtcdFact;
import io.restitch.core.fact.HostFact.Residue;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.phase.Step;
import io.restitch.core.plan.Direction;
import io.restitch.core.testing.Clusters;
import io.restitch.core.testing.Facts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConvertingTest {
  static List<NodeFact> madeBySomebody() {
    return List.of(
        Facts.labelled(bare(), Names.CONTROL_PLANE, ""),
        Facts.withCidr(bare(), "10.244.9.0/24"),
        Facts.labelled(bare(), Names.FABRIC, Names.FABRIC_FLANNEL),
        Facts.annotated(bare(), Names.POSTED_FOR, "uid-of-another"));
  }

  @ParameterizedTest
  @MethodSource("madeBySomebody")
  void shouldAskAPersonWhenSomebodyMadeTheNodeAnew(NodeFact found) {
    // given
    Observed world = Clusters.untouched().fold(new Change.NodeSeen(found));

    // when
    Step step = step(world, true);

    // then
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.code()).isEqualTo("node-renewed");
          assertThat(w.remedy())
              .contains("restitch.io/posted-for=uid-saved")
              .contains("restitch.io/forget-saved=uid-saved");
        });
  }

  @Test
  void shouldForgetWhatIsSavedWhenAPersonSaysSo() {
    // given
    NodeFact anew =
        Facts.annotated(
            Facts.labelled(bare(), Names.CONTROL_PLANE, ""), Names.FORGET_SAVED, "uid-saved");
    Observed world = Clusters.untouched().fold(new Change.NodeSeen(anew));

    // when
    Step step = step(world, true);

    // then
    assertThat(step.actions()).containsExactly(new ForgetNode("cp-1"));
  }

  @Test
  void shouldNotForgetWhatIsSavedOfAnotherNode() {
    // given
    NodeFact anew =
        Facts.annotated(
            Facts.labelled(bare(), Names.CONTROL_PLANE, ""), Names.FORGET_SAVED, "uid-of-another");
    Observed world = Clusters.untouched().fold(new Change.NodeSeen(anew));

    // when
    Step step = step(world, true);

    // then
    assertThat(step.waits()).extracting(Wait::code).containsExactly("node-renewed");
  }

  @Test
  void shouldGoOnWithTheNodeThatWePosted() {
    // given
    NodeFact posted = Facts.annotated(bare(), Names.POSTED_FOR, "uid-saved");
    Observed world =
        Clusters.untouched()
            .fold(new Change.NodeSeen(posted))
            .fold(host("cp-1", false, EtcdFact.HEALTHY));

    // when
    List<Action> actions = step(world, true).actions();

    // then
    assertThat(actions).containsExactly(new RunTask("cp-1", Task.START_KUBELET));
  }

  static List<Observed> beforeTheDelete() {
    Observed emptied = emptied(true, EtcdFact.HEALTHY);
    EtcdFact leader = new EtcdFact(true, true, true, false, List.of(), 0, 1, "");
    return List.of(
        emptied, emptied.fold(host("cp-1", true, leader)), arrived(Residue.counted(7, 5), false));
  }

  @ParameterizedTest
  @MethodSource("beforeTheDelete")
  void shouldWaitBeforeTheNextStepWhenAnotherMemberFellInBetween(Observed world) {
    // given
    Observed fallen = world.fold(host("cp-2", true, DOWN));

    // when
    Step step = step(fallen, true);

    // then
    assertThat(step(world, true).actions()).hasSize(1);
    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::subject).containsExactly("node cp-2");
  }

  @Test
  void shouldSaveThePostedNodeInItsTurnWhenItTurnsRound() {
    // given
    Observed world =
        withoutFlannel(arrived(Residue.counted(7, 5), true))
            .fold(
                new Change.NodeSeen(
                    Facts.annotated(
                        emptied(true, EtcdFact.HEALTHY).node("cp-1").orElseThrow(),
                        Names.POSTED_FOR,
                        "uid-saved")));

    // when
    Step step = step(world, true, Direction.BACKWARD);

    // then
    assertThat(step.actions()).containsExactly(new SaveNode("cp-1", "uid-saved"));
  }

  @Test
  void shouldPostTheNodeWhateverAnotherMemberDoes() {
    // given
    Observed world =
        emptied(false, EtcdFact.HEALTHY)
            .fold(new Change.NodeGone("cp-1"))
            .fold(host("cp-2", true, DOWN));

    // when
    List<Action> actions = step(world, true).actions();

    // then
    assertThat(actions).hasExactlyElementsOfTypes(PostNode.class);
  }
}
