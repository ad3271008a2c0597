package io.restitch.core.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.CarryOver;
import io.restitch.core.action.ClusterAction.Cordon;
import io.restitch.core.action.ClusterAction.ReadKubelet;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.KubeletFact;
import io.restitch.core.fact.KubeletFact.Which;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.kubelet.Unlikeness;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Settings.Join;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Kubelets;
import io.restitch.core.testing.Worlds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A machine whose kubelet is set up otherwise carries no pods before a person says so. */
class KubeletCheckTest extends ArrivalBench {
  private static final Duration LONG = Duration.ofHours(3);

  private final NodeFact node = Facts.withCidr(joined, "10.244.0.0/24");
  private final KubeletFact here = Kubelets.of(node);

  @Test
  void shouldAskTheNewKubeletThenTheOldOneThenGoOn() {
    Observed nobody = unasked(node, blue);
    Observed half = nobody.fold(new Change.KubeletSeen(here));

    assertThat(action(nobody)).isEqualTo(new ReadKubelet(Which.of(node)));
    assertThat(action(half)).isEqualTo(new ReadKubelet(Which.of(blue)));
    assertThat(action(half.fold(new Change.KubeletSeen(Kubelets.of(blue)))))
        .isInstanceOf(CarryOver.class);
  }

  @Test
  void shouldAskAgainAfterAnotherBoot() {
    NodeFact again = Facts.booted(node, "boot-2");

    assertThat(action(world(machine, again))).isEqualTo(new ReadKubelet(Which.of(again)));
  }

  @Test
  void shouldNameEachDifferenceWithBothValues() {
    Wait wait = wait(differing(Facts.START));

    assertThat(wait.code()).isEqualTo("kubelet-differs");
    assertThat(wait.subject()).isEqualTo("node " + NAME);
    assertThat(wait.reason())
        .isEqualTo(
            "its kubelet is set up otherwise than that of blue-1: maxPods is 250, there 110;"
                + " seccompDefault is true, there unset");
    assertThat(wait.remedy())
        .contains("kubectl annotate node " + NAME, "accept-kubelet=" + digest());
  }

  @Test
  void shouldNotCompareWhatHasToDiffer() {
    KubeletFact elsewhere = Kubelets.with(here, "providerID", "\"aws:///a/i-1\"");

    assertThat(action(world(machine, node).fold(new Change.KubeletSeen(elsewhere))))
        .isInstanceOf(CarryOver.class);
  }

  @Test
  void shouldNotAskForWhatThePlanItselfGivesNewKubelets() {
    Plan chosen = Worlds.plan(giving(Map.of("max-pods", "250")), List.of("blue-1"), 1);
    Observed world =
        world(machine, node).fold(new Change.KubeletSeen(Kubelets.with(here, "maxPods", "250")));

    View view = new View(world, chosen, world.record().orElseThrow(), InFlight.NOTHING);

    assertThat(
            KubeletCheck.pending(
                view, Replacement.of(view, chosen.slot(1), Direction.FORWARD), node))
        .isEmpty();
  }

  @Test
  void shouldGoOnWhenItsOwnNodeSaysYes() {
    assertThat(action(accepted(node, "yes"))).isInstanceOf(CarryOver.class);
  }

  @Test
  void shouldNotAskAKubeletThatIsAcceptedHoweverItIsSetUp() {
    NodeFact registered = Facts.annotated(node, Names.ACCEPT_KUBELET, "yes");

    assertThat(action(unasked(blue, registered))).isInstanceOf(CarryOver.class);
  }

  @Test
  void shouldGoOnWhenTheSameDifferencesWereAcceptedOnAnotherNode() {
    Observed world =
        differing(Facts.START)
            .fold(
                new Change.NodeSeen(
                    Facts.annotated(Facts.worker("green-0"), Names.ACCEPT_KUBELET, digest())));

    assertThat(action(world)).isInstanceOf(CarryOver.class);
  }

  @Test
  void shouldStayWhenAnotherNodeSaysYesOrOtherDifferencesWereAccepted() {
    Observed world =
        differing(Facts.START)
            .fold(
                new Change.NodeSeen(
                    Facts.annotated(Facts.worker("green-0"), Names.ACCEPT_KUBELET, "yes")));

    assertThat(wait(world).code()).isEqualTo("kubelet-differs");
    assertThat(wait(accepted(node, "00000000")).code()).isEqualTo("kubelet-differs");
  }

  @Test
  void shouldNotGiveUpAMachineThatWaitsForAPerson() {
    Arrival arrival = step(differing(Facts.START).at(Facts.START.plus(LONG)));

    assertThat(arrival.actions()).containsExactly(new ReadKubelet(Which.of(node)));
    assertThat(arrival.waits()).extracting(Wait::code).containsExactly("kubelet-differs");
  }

  @Test
  void shouldNotGiveUpAMachineThatWaitedForAPersonForLong() {
    Observed restarted = unasked(blue, node).at(Facts.START.plus(LONG));

    assertThat(action(restarted)).isEqualTo(new ReadKubelet(Which.of(node)));
    assertThat(action(accepted(node, "yes").at(Facts.START.plus(LONG))))
        .isInstanceOf(CarryOver.class);
  }

  @Test
  void shouldAskAgainOnlyNowAndThen() {
    Observed later = differing(Facts.START.plus(LONG)).at(Facts.START.plus(LONG).plusSeconds(29));

    assertThat(step(later).actions()).isEmpty();
    assertThat(step(later.at(Facts.START.plus(LONG).plusSeconds(30))).actions())
        .containsExactly(new ReadKubelet(Which.of(node)));
  }

  @Test
  void shouldGiveAKubeletThatCannotBeAskedAMinuteBeforeAPersonIsAsked() {
    Observed young = unreadable(node).at(Facts.START.plusSeconds(59));

    assertThat(wait(young).code()).isEqualTo("kubelet-unknown");
    assertThat(wait(young).needsPerson()).isFalse();
    assertThat(wait(young.at(Facts.START.plusSeconds(60))).needsPerson()).isTrue();
  }

  @Test
  void shouldSayWhyAKubeletCannotBeAsked() {
    Wait wait = wait(unreadable(node).at(Facts.START.plus(LONG)));

    assertThat(wait.reason())
        .isEqualTo(
            "how the kubelet of "
                + NAME
                + " is set up cannot be read: it has no /configz (HTTP 404)");
    assertThat(wait.remedy()).contains("nodes/proxy", "restitch.io/accept-kubelet=");
  }

  @Test
  void shouldWaitWhenTheOldKubeletCannotBeAsked() {
    Wait wait = wait(unreadable(blue).at(Facts.START.plus(LONG)));

    assertThat(wait.code()).isEqualTo("kubelet-unknown");
    assertThat(wait.reason()).startsWith("how the kubelet of blue-1 is set up cannot be read");
  }

  @Test
  void shouldNotHoldBackAMachineThatOnlyLacksItsServingCertificate() {
    Observed uncertified =
        unreadable(node).fold(new Change.ServingRequestSeen(Kubelets.asking(NAME, "10.0.0.1")));

    assertThat(action(uncertified)).isInstanceOf(CarryOver.class);
  }

  @Test
  void shouldCompareWithWhatTheOldKubeletSaidBeforeItWent() {
    Observed gone = differing(Facts.START).fold(new Change.NodeGone("blue-1"));

    assertThat(wait(gone).reason()).contains("than that of blue-1: maxPods is 250");
  }

  @Test
  void shouldCompareWithAnotherWorkerOfTheShapeWhenNothingIsKnownOfThoseThatAreGone() {
    Plan two = Worlds.plan(List.of("blue-1", "blue-2"), 1, 1);
    NodeFact other = Facts.worker("blue-2");
    Observed world =
        unasked(node, other).fold(new Change.NodeGone("blue-1")).fold(new Change.KubeletSeen(here));

    View view = new View(world, two, world.record().orElseThrow(), InFlight.NOTHING);

    assertThat(
            KubeletCheck.pending(view, Replacement.of(view, two.slot(1), Direction.FORWARD), node))
        .contains(Arrival.doing(new ReadKubelet(Which.of(other))));
  }

  @Test
  void shouldSayThatNothingIsLeftToCompareWith() {
    Observed world =
        unasked(node).fold(new Change.NodeGone("blue-1")).fold(new Change.KubeletSeen(here));

    assertThat(wait(world).reason())
        .isEqualTo("no worker of its shape is left to compare its kubelet with");
  }

  @Test
  void shouldNotHoldUpARollback() {
    View view = view(differing(Facts.START), InFlight.NOTHING);

    assertThat(
            KubeletCheck.pending(
                view, Replacement.of(view, plan.slot(1), Direction.BACKWARD), node))
        .isEmpty();
  }

  @Test
  void shouldAskANodeThatLeavesFirstBeforeItIsCordoned() {
    View view = view(unasked(blue), InFlight.NOTHING);
    List<Action> cordon = List.of(new Cordon("blue-1", Worlds.MIGRATION));
    var source = plan.slot(1).replaces().getFirst();

    assertThat(KubeletCheck.asked(view, Arrival.absent(), source, cordon))
        .containsExactly(new ReadKubelet(Which.of(blue)));
    assertThat(KubeletCheck.asked(view, Arrival.inService(), source, cordon)).isEqualTo(cordon);
    assertThat(
            KubeletCheck.asked(
                view(world(machine), InFlight.NOTHING), Arrival.absent(), source, cordon))
        .isEqualTo(cordon);
  }

  private Observed unasked(NodeFact... nodes) {
    Observed world = Worlds.looked(Worlds.of(blue), machine);
    for (NodeFact each : nodes) {
      world = world.fold(new Change.NodeSeen(each));
    }
    return world;
  }

  private KubeletFact other() {
    return Kubelets.with(Kubelets.with(here, "maxPods", "250"), "seccompDefault", "true");
  }

  private Observed differing(Instant at) {
    KubeletFact other = other();
    return world(machine, node)
        .fold(new Change.KubeletSeen(new KubeletFact(other.which(), other.settings(), null, at)));
  }

  private Observed unreadable(NodeFact of) {
    return world(machine, node).fold(new Change.KubeletSeen(Kubelets.unread(of, Facts.START)));
  }

  private Observed accepted(NodeFact of, String value) {
    return differing(Facts.START)
        .fold(new Change.NodeSeen(Facts.annotated(of, Names.ACCEPT_KUBELET, value)));
  }

  private String digest() {
    return Unlikeness.between(other(), Kubelets.of(blue), Set.of()).digest();
  }

  private Wait wait(Observed world) {
    Arrival arrival = step(world);
    assertThat(arrival.serves()).isFalse();
    assertThat(arrival.waits()).hasSize(1);
    return arrival.waits().getFirst();
  }

  private static Settings giving(Map<String, String> kubelet) {
    Settings settings = Worlds.settings();
    Settings.Workers w = settings.workers();
    return settings.with(
        new Settings.Workers(
            w.surge(),
            w.maxUnavailable(),
            w.canary(),
            w.headroom(),
            w.bootTimeout(),
            w.attempts(),
            w.settle(),
            w.namePrefix(),
            new Join(Join.How.DEBIAN, kubelet, "", false)));
  }
}
