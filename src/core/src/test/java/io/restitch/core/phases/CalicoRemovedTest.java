package io.restitch.core.phases;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.ForgetCalico;
import io.restitch.core.action.FabricAction.ListCalico;
import io.restitch.core.action.FabricAction.RemoveCalicoObject;
import io.restitch.core.action.HostAction.TakeBackup;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.BackupFact;
import io.restitch.core.fact.BackupFact.Kind;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Clusters;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Calico's objects go, once somebody said so, and in an order that cannot hang. */
class CalicoRemovedTest {
  private static final NodeFact GREEN =
      Facts.labelled(Facts.worker("green-1"), Names.FABRIC, Names.FABRIC_FLANNEL);
  private static final Settings TAKEN_BY_HAND =
      Settings.DEFAULT.attesting(Set.of(PhaseName.BACKED_UP));

  private final CalicoRemoved phase = new CalicoRemoved();

  @Test
  void shouldWaitUntilSomebodyConfirmsIt() {
    Step step = phase.forward(view(world(GREEN), false, TAKEN_BY_HAND));

    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::code).containsExactly("confirm-removal");
  }

  @Test
  void shouldNameANodeThatIsOnCalico() {
    Observed world = world(GREEN).fold(new Change.NodeSeen(Facts.worker("late-1")));

    Step step = phase.forward(view(world, true, TAKEN_BY_HAND));

    assertThat(step.actions()).isEmpty();
    assertThat(step.waits()).extracting(Wait::subject).containsExactly("node late-1");
  }

  @Test
  void shouldTakeACopyOfWhatWasListedBeforeAnyOfItGoes() {
    Observed world =
        world(GREEN)
            .fold(copied(world(GREEN).now().minusSeconds(1)))
            .fold(listed("DaemonSet/kube-system/calico-node"));

    assertThat(actions(world(GREEN), Settings.DEFAULT)).containsExactly(new ListCalico());
    assertThat(actions(world, Settings.DEFAULT)).containsExactly(new TakeBackup(Kind.OBJECTS, ""));
    assertThat(actions(world.fold(copied(world.now())), Settings.DEFAULT))
        .containsExactly(new RemoveCalicoObject("DaemonSet/kube-system/calico-node"));
  }

  @Test
  void shouldCopyWhatSomebodyMadeAgainMeanwhile() {
    // given
    Observed gone =
        world(GREEN)
            .fold(listed("ConfigMap/kube-system/calico-config"))
            .fold(copied(world(GREEN).now()))
            .fold(new Change.CalicoObjectGone("ConfigMap/kube-system/calico-config"));

    // when
    Observed again =
        gone.at(gone.now().plusSeconds(5)).fold(listed("ServiceAccount/kube-system/calico-node"));

    // then
    assertThat(actions(again, Settings.DEFAULT)).containsExactly(new TakeBackup(Kind.OBJECTS, ""));
  }

  @Test
  void shouldLookWhatIsLeftBeforeTheFirstAndAfterTheLast() {
    Observed one = world(GREEN).fold(listed("DaemonSet/kube-system/calico-node"));
    Observed none = one.fold(new Change.CalicoObjectGone("DaemonSet/kube-system/calico-node"));

    assertThat(actions(world(GREEN), TAKEN_BY_HAND)).containsExactly(new ListCalico());
    assertThat(actions(one, TAKEN_BY_HAND))
        .containsExactly(new RemoveCalicoObject("DaemonSet/kube-system/calico-node"));
    assertThat(actions(none, TAKEN_BY_HAND)).containsExactly(new ListCalico());
    assertThat(phase.forward(view(none.fold(listed()), true, TAKEN_BY_HAND)).holds()).isTrue();
  }

  @Test
  void shouldRemoveAllOfAKindBeforeTheNext() {
    Observed world =
        world(GREEN).fold(listed("ClusterRole/calico-node", "APIService/b", "APIService/a"));

    assertThat(actions(world, TAKEN_BY_HAND))
        .containsExactly(
            new RemoveCalicoObject("APIService/a"), new RemoveCalicoObject("APIService/b"));
  }

  @Test
  void shouldRemoveWhatMakesOthersAgainFirstAndWhatHoldsOthersLast() {
    List<String> order =
        List.of(
            "Deployment/tigera-operator/tigera-operator",
            "APIService/v3.projectcalico.org",
            "ValidatingWebhookConfiguration/api.projectcalico.org",
            "DaemonSet/kube-system/calico-node",
            "Deployment/kube-system/calico-typha",
            "ConfigMap/kube-system/calico-config",
            "operator.tigera.io/v1/installations/default",
            "ClusterRole/calico-node",
            "ClusterRoleBinding/calico-node",
            "CustomResourceDefinition/ippools.crd.projectcalico.org",
            "Namespace/calico-system");

    assertThat(CalicoRemoved.inOrder(new TreeSet<>(order))).isEqualTo(order);
  }

  @Test
  void shouldTakeCalicosMarksOffNodes() {
    NodeFact marked = Facts.annotated(GREEN, "projectcalico.org/IPv4Address", "10.0.0.7/24");

    assertThat(actions(world(marked).fold(listed()), TAKEN_BY_HAND))
        .containsExactly(new ForgetCalico("green-1"));
  }

  private List<Action> actions(Observed world, Settings settings) {
    return phase.forward(view(world, true, settings)).actions();
  }

  private static Observed world(NodeFact node) {
    return Worlds.of(node);
  }

  private static Change copied(Instant at) {
    return new Change.BackupsSeen(List.of(new BackupFact(Kind.OBJECTS, "", at, "here", 1, "hash")));
  }

  private static Change listed(String... objects) {
    return new Change.CalicoListed(new TreeSet<>(List.of(objects)));
  }

  private static View view(Observed world, boolean confirmed, Settings settings) {
    return new View(
        world, Worlds.plan(settings, List.of(), 1), Clusters.record(confirmed), InFlight.NOTHING);
  }
}
