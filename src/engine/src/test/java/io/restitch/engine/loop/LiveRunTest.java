package io.restitch.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.core.action.Action;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Outcome;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Conversion;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.policy.Ledger;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.event.Event;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The run's threads, over a world whose actions have their effect at once or as tests say. */
@Timeout(30)
class LiveRunTest {
  private final List<Event> told = new CopyOnWriteArrayList<>();
  private final QuickWorld world = new QuickWorld();

  @Test
  void shouldRunToThePhaseItWasToldTo() throws InterruptedException {
    RunResult result = run(plan(2), PhaseName.CALICO_FENCED).run();

    assertThat(result.outcome()).isEqualTo(Outcome.REACHED);
    assertThat(result.halfDone()).isEmpty();
    assertThat(world.done())
        .containsSubsequence(
            "record BackedUp as STARTED",
            "back up etcd",
            "record BackedUp as TRUE",
            "record CalicoFenced as STARTED",
            "keep Calico's agents off green nodes",
            "record CalicoFenced as TRUE");
    assertThat(told).first().isInstanceOf(Event.RunStarted.class);
    assertThat(told).last().isInstanceOf(Event.RunEnded.class);
  }

  @Test
  void shouldGiveTheLeaseBackAtTheEnd() throws InterruptedException {
    run(plan(1), PhaseName.BACKED_UP).run();

    assertThat(world.leaseHolders()).containsExactly("me", "");
  }

  @Test
  void shouldTryAFailedActionAgainAndGoOn() throws InterruptedException {
    AtomicInteger tries = new AtomicInteger();
    world.before(
        "back up etcd",
        action -> {
          if (tries.incrementAndGet() == 1) {
            throw new RestitchException(ErrorCode.TRANSIENT, "no answer", "");
          }
        });

    RunResult result = run(plan(1), PhaseName.BACKED_UP).run();

    assertThat(result.outcome()).isEqualTo(Outcome.REACHED);
    assertThat(tries).hasValue(2);
    assertThat(told).filteredOn(Event.ActionFailed.class::isInstance).hasSize(1);
  }

  @Test
  void shouldTakeAFaultOfOursForAFailedActionAndGoOn() throws InterruptedException {
    AtomicInteger tries = new AtomicInteger();
    world.before(
        "back up etcd",
        action -> {
          if (tries.incrementAndGet() == 1) {
            throw new NoClassDefFoundError("a fault");
          }
        });
    LiveRun run = run(plan(1), PhaseName.BACKED_UP);

    RunResult result = run.run();

    assertThat(result.outcome()).isEqualTo(Outcome.REACHED);
    assertThat(told)
        .filteredOn(Event.ActionFailed.class::isInstance)
        .extracting(e -> ((Event.ActionFailed) e).failure().code())
        .containsExactly(ErrorCode.INTERNAL);
  }

  @Test
  void shouldFinishWhatIsInFlightWhenPaused() throws InterruptedException {
    LiveRun run = run(plan(3), PhaseName.CALICO_FENCED);
    world.before("back up etcd", action -> run.pause());

    RunResult result = run.run();

    assertThat(result.outcome()).isEqualTo(Outcome.PAUSED);
    assertThat(result.halfDone()).isEmpty();
    assertThat(world.done())
        .contains("back up etcd", "back up files of cp-3")
        .doesNotContain("record BackedUp as TRUE");
  }

  @Test
  void shouldListWhatIsHalfDoneWhenStoppedAtOnce() throws InterruptedException {
    LiveRun run = run(plan(1), PhaseName.CALICO_FENCED);
    world.before(
        "back up etcd",
        action -> {
          run.stopNow();
          QuickWorld.never();
        });

    RunResult result = run.run();

    assertThat(result.outcome()).isEqualTo(Outcome.PAUSED);
    assertThat(result.halfDone()).contains("back up etcd");
  }

  @Test
  void shouldNotTakeTheLeaseWhenItIsStoppedWhileItWaitsForIt() throws InterruptedException {
    CountDownLatch waits = new CountDownLatch(1);
    world.beforeTheLease(() -> {
      waits.countDown();
      QuickWorld.never();
    });
    LiveRun run = run(plan(1), PhaseName.BACKED_UP);
    Thread stopper =
        Thread.startVirtualThread(() -> {
          QuickWorld.await(waits);
          run.pause();
        });

    assertThatThrownBy(run::run)
        .isInstanceOfSatisfying(
            RestitchException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DECLINED))
        .hasMessageContaining("stopped while it waited for the lock");
    stopper.join();
    assertThat(world.leaseHolders()).isEmpty();
    assertThat(world.done()).isEmpty();
  }

  @Test
  void shouldHaveNoMoreThanSixtyFourActionsUnderWayAtATime() throws InterruptedException {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch crowd = new CountDownLatch(64);
    Consumer<Action> crowded =
        action -> {
          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          crowd.countDown();
          QuickWorld.await(crowd);
          underWay.decrementAndGet();
        };
    IntStream.rangeClosed(1, 100).forEach(i -> world.before("back up files of cp-" + i, crowded));

    RunResult result = run(plan(100), PhaseName.BACKED_UP).run();

    assertThat(result.outcome()).isEqualTo(Outcome.REACHED);
    assertThat(most.get()).isEqualTo(64);
  }

  private LiveRun run(Plan plan, PhaseName until) {
    return new LiveRun(world.ports(), plan, until, told::add, InstantSource.system(), "me");
  }

  private static Plan plan(int controlPlanes) {
    List<Conversion> conversions =
        IntStream.rangeClosed(1, controlPlanes)
            .mapToObj(i ->
                new Conversion("cp-" + i, Cidr.parse("10.244." + i + ".0/24"), "10.0.0." + i, ""))
            .toList();
    Settings settings =
        Settings.DEFAULT.attesting(Set.of(PhaseName.NETWORK_PROBED, PhaseName.IPAM_HELD));
    return new Plan(
        "cluster",
        settings,
        new Plan.Before(null, false),
        List.of(),
        List.of(),
        conversions,
        List.of(),
        Map.of(),
        Ledger.NONE);
  }
}
