package io.restitch.core.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.AttachmentFact;
import io.restitch.core.fact.BudgetFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Shapes;
import io.restitch.core.planner.Planner;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.VirtualMachines;
import io.restitch.core.testing.Worlds;
import io.restitch.core.verdict.Consent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final Plan PLAN = Worlds.plan(Settings.DEFAULT, List.of());
  private final Observed empty =
      Worlds.of(Facts.worker("blue-1"), Facts.worker("blue-2"), Facts.worker("green-1"));

  @Test
  void shouldBeDrainedWhenOnlyPodsThatStayAreLeft() {
    PodFact agent = Facts.pod("agent", "blue-1", new PodFact.Owner("DaemonSet", "agent", "u"));

    Drain.Result result = drain(with(agent), InFlight.NOTHING);

    assertThat(result.drained()).isTrue();
    assertThat(result.evictions()).isEmpty();
  }

  @Test
  void shouldNotBeDrainedWhileAPodIsTerminating() {
    PodFact going = Facts.terminating(Facts.pod("cart-1", "blue-1"), Facts.START);

    Drain.Result result = drain(with(going), InFlight.NOTHING);

    assertThat(result.drained()).isFalse();
    assertThat(result.evictions()).isEmpty();
    assertThat(result.waits()).extracting(Wait::code).containsExactly("pod-terminating");
  }

  @Test
  void shouldNeverAskABudgetForMoreThanItAllows() {
    Observed world = with(pods(3)).fold(new Change.BudgetSeen(Facts.budget("shop", 2)));

    Drain.Result result = drain(world, InFlight.NOTHING);

    assertThat(result.evictions()).hasSize(2);
    assertThat(result.waits()).extracting(Wait::code).containsExactly("budget-exhausted");
  }

  @Test
  void shouldKeepABudgetSpentUntilThePodGoesAndTheBudgetsStatusHasChanged() {
    BudgetFact budget = Facts.budget("shop", 1);
    Observed world = with(pods(2)).fold(new Change.BudgetSeen(budget));
    EvictPod asked = drain(world, InFlight.NOTHING).evictions().getFirst();
    PodFact first = world.workloads().pods().find(asked.pod()).orElseThrow();

    Observed podGoes = world.fold(new Change.PodSeen(Facts.terminating(first, Facts.START)));
    Observed both = podGoes.fold(new Change.BudgetSeen(Facts.later(budget, 0, "v2")));

    assertThat(Allowance.settled(world, asked)).isFalse();
    assertThat(Allowance.settled(podGoes, asked)).isFalse();
    assertThat(Allowance.settled(both, asked)).isTrue();
    assertThat(drain(podGoes, busyWith(asked)).evictions()).isEmpty();
    assertThat(drain(both, InFlight.NOTHING).evictions()).isEmpty();
  }

  @Test
  void shouldNotAskAgainForAPodWhoseEvictionIsUnderWay() {
    Observed world = with(Facts.pod("cart-1", "blue-1"));
    EvictPod asked = drain(world, InFlight.NOTHING).evictions().getFirst();

    assertThat(drain(world, busyWith(asked)).evictions()).isEmpty();
  }

  @Test
  void shouldSpendOneBudgetForTwoNodesTogether() {
    Observed world =
        empty.foldAll(
            List.of(
                new Change.PodSeen(Facts.pod("cart-1", "blue-1")),
                new Change.PodSeen(Facts.pod("cart-2", "blue-2")),
                new Change.BudgetSeen(Facts.budget("shop", 1))));
    Allowance both = new Allowance(world, InFlight.NOTHING, 50);

    int first = Drain.step(world, PLAN, both, "blue-1").evictions().size();
    int second = Drain.step(world, PLAN, both, "blue-2").evictions().size();

    assertThat(first + second).isEqualTo(1);
  }

  @Test
  void shouldLetAnUnreadyPodGoThatItsBudgetDoesNotProtect() {
    BudgetFact tight = Facts.budget("shop", 0);
    BudgetFact always =
        new BudgetFact(tight.ref(), tight.selector(), 0, true, tight.health(), true, "v1");
    PodFact unready = Facts.unready(Facts.pod("cart-1", "blue-1"));

    Drain.Result result =
        drain(with(unready).fold(new Change.BudgetSeen(always)), InFlight.NOTHING);

    assertThat(result.evictions()).hasSize(1);
    assertThat(result.evictions().getFirst().budget()).isNull();
  }

  @Test
  void shouldAskForAVirtualMachineThoughItsOwnBudgetAllowsNothing() {
    // given: KubeVirt's webhook answers before any budget is looked at
    PodFact launcher = VirtualMachines.launcher("db", "blue-1");
    Observed world = with(launcher).fold(new Change.BudgetSeen(VirtualMachines.budget("db")));

    // when
    Drain.Result result = drain(world, InFlight.NOTHING);

    // then
    assertThat(result.evictions()).extracting(EvictPod::pod).containsExactly(launcher.ref());
    assertThat(result.evictions().getFirst().budget()).isNull();
  }

  @Test
  void shouldNotTrustABudgetWhoseStatusIsBehind() {
    BudgetFact b = Facts.budget("shop", 1);
    BudgetFact stale = new BudgetFact(b.ref(), b.selector(), 1, false, b.health(), false, "v1");

    Drain.Result result = drain(with(pods(1)).fold(new Change.BudgetSeen(stale)), InFlight.NOTHING);

    assertThat(result.evictions()).isEmpty();
    assertThat(result.waits()).extracting(Wait::code).containsExactly("budget-stale");
  }

  @Test
  void shouldNameBothBudgetsOfAPodThatCanNeverBeEvicted() {
    Observed world =
        with(pods(1))
            .fold(new Change.BudgetSeen(Facts.budget("one", 1)))
            .fold(new Change.BudgetSeen(Facts.budget("two", 1)));

    Wait wait = drain(world, InFlight.NOTHING).waits().getFirst();

    assertThat(wait.code()).isEqualTo("two-budgets");
    assertThat(wait.remedy()).contains("shop/one").contains("shop/two");
  }

  @Test
  void shouldEvictNothingOfANodeThatNeedsConsent() {
    PodFact scratch =
        Facts.storing(
            Facts.pod("cart-2", "blue-1"), new PodFact.Storage(true, List.of(), List.of(), false));

    Drain.Result result = drain(with(Facts.pod("cart-1", "blue-1"), scratch), InFlight.NOTHING);

    assertThat(result.evictions()).isEmpty();
    assertThat(result.waits()).extracting(Wait::code).containsExactly("consent-missing");
  }

  @Test
  void shouldStopAtALonePodThatCameAfterTheApprovalWhateverWasAcceptedThen() {
    // given
    Settings accepting = Settings.DEFAULT.accepting(Set.of(Consent.LONE_PODS));
    PodFact shown = Facts.lone(Facts.pod("shell", "blue-1"));
    Plan plan = Planner.plan(with(shown), accepting, Shapes.NONE);
    Observed later = with(shown, Facts.lone(Facts.pod("late", "blue-1")));

    // when
    Drain.Result before = drain(with(shown), plan);
    Drain.Result after = drain(later, plan);

    // then
    assertThat(before.evictions()).hasSize(1);
    assertThat(after.evictions()).isEmpty();
    assertThat(after.waits())
        .singleElement()
        .satisfies(wait -> {
          assertThat(wait.subject()).isEqualTo("pod shop/late");
          assertThat(wait.reason()).contains("was not there when the plan was approved");
          assertThat(wait.remedy())
              .endsWith(
                  "kubectl annotate --overwrite pod -n shop late restitch.io/accept=lone-pods");
        });
  }

  @Test
  void shouldMoveALonePodThatItsAnnotationConsentsFor() {
    PodFact late = Facts.lone(Facts.pod("late", "blue-1"));
    PodFact given = Facts.annotated(late, Names.ACCEPT, "emptydir-data, lone-pods");

    assertThat(drain(with(given), PLAN).evictions()).hasSize(1);
  }

  @Test
  void shouldMoveSystemPodsLastAndOneAtATime() {
    PodFact dns1 = critical("dns-1");
    PodFact dns2 = critical("dns-2");
    Observed both = with(Facts.pod("cart-1", "blue-1"), dns1, dns2);
    Observed system = with(dns1, dns2);

    assertThat(drain(both, InFlight.NOTHING).evictions())
        .extracting(e -> e.pod().name())
        .containsExactly("cart-1");
    assertThat(drain(system, InFlight.NOTHING).evictions()).hasSize(1);
  }

  @Test
  void shouldMoveNoSystemPodWhileOneIsShuttingDownOnAnotherNodeThatGoes() {
    PodFact elsewhere = Facts.terminating(critical("dns-2", "blue-2"), Facts.START);
    Observed world =
        with(critical("dns-1"), elsewhere)
            .fold(new Change.NodeSeen(Facts.cordoned(Facts.worker("blue-2"))));

    Drain.Result result = drain(world, InFlight.NOTHING);

    assertThat(result.evictions()).isEmpty();
    assertThat(result.waits()).extracting(Wait::code).containsExactly("system-pods");
  }

  @Test
  void shouldMoveNoSystemPodBeforeTheOneThatMovedHasBeenReplacedButNotWaitForEver() {
    PodFact replacement = Facts.unready(critical("dns-2", "green-1"));
    Observed world = with(critical("dns-1"), replacement);
    Observed later = world.at(Facts.START.plus(Duration.ofMinutes(2)));

    assertThat(drain(world, InFlight.NOTHING).evictions()).isEmpty();
    assertThat(drain(later, InFlight.NOTHING).evictions()).hasSize(1);
  }

  @Test
  void shouldAskAPersonWhenADrainTakesLongerThanItMayAndGoOnEvicting() {
    NodeFact cordoned =
        Facts.annotated(
            Facts.cordonedBy(Facts.worker("blue-1"), Worlds.MIGRATION),
            Names.CORDONED_AT,
            Facts.START.toString());
    Observed world =
        with(Facts.pod("cart-1", "blue-1"))
            .fold(new Change.NodeSeen(cordoned))
            .at(Facts.START.plus(Duration.ofHours(1)));

    Drain.Result result = drain(world, InFlight.NOTHING);

    assertThat(result.evictions()).hasSize(1);
    assertThat(result.waits()).extracting(Wait::code).containsExactly("drain-late");
    assertThat(result.waits().getFirst().reason()).contains("shop/cart-1");
    assertThat(result.waits().getFirst().needsPerson()).isTrue();
  }

  @Test
  void shouldReportAPodThatOutlivesItsGraceWithItsFinalizers() {
    PodFact stuck =
        Facts.status(
            Facts.pod("cart-1", "blue-1"),
            new PodFact.Status(
                PodFact.Phase.RUNNING,
                true,
                Facts.START,
                Facts.START,
                List.of("example.com/hold"),
                List.of()));
    Observed later = with(stuck).at(Facts.START.plus(Duration.ofMinutes(5)));

    Wait wait = drain(later, InFlight.NOTHING).waits().getFirst();

    assertThat(wait.code()).isEqualTo("pod-stuck");
    assertThat(wait.reason()).contains("example.com/hold");
    assertThat(wait.needsPerson()).isTrue();
  }

  @Test
  void shouldWaitForVolumesOfEvictedPodsButNotOfPodsThatStay() {
    PodFact agent =
        Facts.storing(
            Facts.pod("agent", "blue-1", new PodFact.Owner("DaemonSet", "agent", "u")),
            new PodFact.Storage(false, List.of(), List.of("kept"), false));
    Observed world =
        with(agent).fold(attached("a1", "shop/kept")).fold(attached("a2", "shop/data-db-0"));

    assertThat(Drain.attached(world, "blue-1"))
        .extracting(AttachmentFact::claim)
        .containsExactly("shop/data-db-0");
  }

  private static Change attached(String name, String claim) {
    return new Change.AttachmentSeen(new AttachmentFact(name, "blue-1", "pv-" + name, claim));
  }

  private static PodFact critical(String name) {
    return critical(name, "blue-1");
  }

  private static PodFact critical(String name, String node) {
    PodFact pod = Facts.pod(name, node);
    PodFact.Spec s = pod.spec();
    return Facts.spec(
        pod,
        new PodFact.Spec(
            s.requests(),
            2_000_000_000,
            s.placement(),
            false,
            List.of(),
            s.storage(),
            s.graceSeconds()));
  }

  private static PodFact[] pods(int count) {
    PodFact[] pods = new PodFact[count];
    for (int i = 0; i < count; i++) {
      pods[i] = Facts.pod("cart-" + i, "blue-1");
    }
    return pods;
  }

  private Observed with(PodFact... pods) {
    Observed world = empty;
    for (PodFact pod : pods) {
      world = world.fold(new Change.PodSeen(pod));
    }
    return world;
  }

  private static InFlight busyWith(EvictPod eviction) {
    return new InFlight(Map.of(), Map.of(), Map.of(eviction.uid(), eviction), null);
  }

  private static Drain.Result drain(Observed world, Plan plan) {
    return Drain.step(world, plan, new Allowance(world, InFlight.NOTHING, 50), "blue-1");
  }

  private static Drain.Result drain(Observed world, InFlight busy) {
    return Drain.step(world, PLAN, new Allowance(world, busy, 50), "blue-1");
  }
}
