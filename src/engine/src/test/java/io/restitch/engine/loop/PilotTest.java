package io.restitch.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.Action;
import io.restitch.core.action.FabricAction.SetFence;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Decision;
import io.restitch.core.decision.Outcome;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PoliciesFact;
import io.restitch.core.fact.PolicyKind;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.policy.Ledger;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The books: what runs, what failed, what rests, and what is told of it. */
class PilotTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final Plan PLAN =
      new Plan(
          "cluster",
          Settings.DEFAULT.attesting(
              Set.of(PhaseName.NETWORK_PROBED, PhaseName.BACKED_UP, PhaseName.IPAM_HELD)),
          new Plan.Before(null, false),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Map.of(),
          Ledger.NONE);
  private static final Action FENCE = new SetFence(true);

  private final List<Event> told = new ArrayList<>();
  private final Pilot pilot = new Pilot(PLAN, null, Observed.nothing(START), told::add);

  @Test
  void shouldTellWhichPoliciesCameAfterThePlanWhenItBegins() {
    pilot.see(START, List.of(record(Intent.RUN), onCalico(), listed("shop/late")));

    pilot.begin(START, 1);

    assertThat(told(Event.PoliciesShown.class))
        .containsExactly(
            new Event.PoliciesShown(START, Ledger.NONE, Set.of("NetworkPolicy shop/late")));
  }

  @Test
  void shouldSayNothingOfPoliciesWhenThereAreNone() {
    pilot.see(START, List.of(record(Intent.RUN), onCalico()));

    pilot.begin(START, 1);

    assertThat(told(Event.PoliciesShown.class)).isEmpty();
  }

  @Test
  void shouldStartAnActionOnceWhileItRuns() {
    pilot.see(START, List.of(record(Intent.RUN)));

    Decision first = pilot.next(START);
    Decision second = pilot.next(at(1));

    assertThat(first.actions()).containsExactly(FENCE);
    assertThat(second.actions()).isEmpty();
    assertThat(pilot.running()).containsOnlyKeys(FENCE.key());
  }

  @Test
  void shouldTryAFailedActionAgainOnlyWhenItsTimeHasComeAndEverMoreSlowly() {
    List<Duration> pauses = new ArrayList<>();
    Instant now = START;
    pilot.see(now, List.of(record(Intent.RUN)));
    pilot.next(now);

    for (int tries = 0; tries < 7; tries++) {
      Instant failed = now;
      pilot.failed(now, FENCE, new RestitchException(ErrorCode.TRANSIENT, "no answer", ""));
      while (pilot.next(now).actions().isEmpty()) {
        now = now.plusSeconds(1);
      }
      pauses.add(Duration.between(failed, now));
    }

    assertThat(pauses).isSorted();
    assertThat(pauses.getFirst()).isEqualTo(Duration.ofSeconds(1));
    assertThat(pauses.getLast()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void shouldSayWhyItWaitsForAFailedActionAndForgetItOnceItSucceeds() {
    pilot.see(START, List.of(record(Intent.RUN)));
    pilot.next(START);
    pilot.failed(START, FENCE, new RestitchException(ErrorCode.FORBIDDEN, "no right", "ask"));

    Decision waiting = pilot.next(START);
    pilot.next(at(5));
    pilot.done(at(5), FENCE, List.of());
    pilot.next(at(6));
    pilot.failed(at(7), FENCE, new RestitchException(ErrorCode.FORBIDDEN, "no right", "ask"));

    assertThat(waiting.waits())
        .anySatisfy(wait -> {
          assertThat(wait.reason()).isEqualTo("no right");
          assertThat(wait.remedy()).isEqualTo("ask");
        });
    assertThat(told(Event.ActionFailed.class))
        .extracting(e -> e.failure().times())
        .containsExactly(1, 1);
  }

  @Test
  void shouldLetAnActionRestThatEndedWellWhileItsEffectIsNotSeen() {
    pilot.see(START, List.of(record(Intent.RUN)));
    pilot.next(START);
    pilot.done(START, FENCE, List.of());

    assertThat(pilot.next(START).actions()).isEmpty();
    assertThat(pilot.next(at(1)).actions()).containsExactly(FENCE);
    pilot.done(at(1), FENCE, List.of());
    assertThat(pilot.next(at(2)).actions()).isEmpty();
    assertThat(pilot.next(at(3)).actions()).containsExactly(FENCE);
  }

  @Test
  void shouldTellEventsInTheOrderInWhichThingsHappened() {
    pilot.see(START, List.of(record(Intent.RUN)));
    told.clear();
    pilot.next(START);
    pilot.done(at(2), FENCE, List.of());

    assertThat(told)
        .extracting(e -> e.getClass().getSimpleName())
        .containsExactly("ActionStarted", "Progress", "ActionDone");
    assertThat(told(Event.ActionDone.class).getFirst().took()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void shouldTellAPhaseThatStandsDifferentlyAndNoOther() {
    pilot.see(START, List.of(record(Intent.RUN)));
    told.clear();

    pilot.see(at(1), List.of(record(Intent.RUN)));
    pilot.see(at(2), List.of(record(Intent.RUN, PhaseName.CALICO_FENCED)));

    assertThat(told(Event.PhaseChanged.class))
        .extracting(e -> e.condition().phase())
        .containsExactly(PhaseName.CALICO_FENCED);
  }

  @Test
  void shouldStartNothingNewOncePausedAndEndWhenNothingRuns() {
    pilot.see(START, List.of(record(Intent.RUN)));
    pilot.next(START);
    pilot.pause();

    Decision meanwhile = pilot.next(at(1));
    pilot.done(at(2), FENCE, List.of());
    Decision after = pilot.next(at(2));

    assertThat(meanwhile.outcome()).isEqualTo(Outcome.CONTINUE);
    assertThat(after.outcome()).isEqualTo(Outcome.PAUSED);
  }

  @Test
  void shouldPauseARollbackAndAnAbortToo() {
    pilot.see(START, List.of(record(Intent.ROLLBACK, PhaseName.CALICO_FENCED)));
    pilot.pause();

    Decision decision = pilot.next(START);

    assertThat(decision.actions()).isEmpty();
    assertThat(decision.outcome()).isEqualTo(Outcome.PAUSED);
  }

  @Test
  void shouldTakeTheAnswerOfAnActionForWhatTheWorldIsNow() {
    pilot.see(START, List.of(record(Intent.RUN)));
    pilot.next(START);

    pilot.done(START, FENCE, List.of(record(Intent.RUN, PhaseName.FLANNEL_INSTALLED)));

    assertThat(pilot.world().record().orElseThrow().condition(PhaseName.FLANNEL_INSTALLED))
        .isPresent();
  }

  /**
   * A record in which these are true, the three before them are attested, and the next is started.
   */
  private static Change record(Intent intent, PhaseName... holding) {
    Map<PhaseName, Condition> conditions = new EnumMap<>(PhaseName.class);
    EnumSet<PhaseName> all = EnumSet.range(PhaseName.NETWORK_PROBED, PhaseName.IPAM_HELD);
    all.addAll(List.of(holding));
    all.forEach(p -> conditions.put(p, condition(p, Condition.Status.ATTESTED)));
    if (holding.length == 0) {
      conditions.put(
          PhaseName.CALICO_FENCED, condition(PhaseName.CALICO_FENCED, Condition.Status.STARTED));
    }
    return new Change.RecordSeen(
        new RecordFact("m", "hash", intent, 1, conditions, RecordFact.Notes.NONE));
  }

  private static Condition condition(PhaseName phase, Condition.Status status) {
    return new Condition(phase, status, "Test", "", START);
  }

  private static Instant at(int seconds) {
    return START.plusSeconds(seconds);
  }

  private <E extends Event> List<E> told(Class<E> kind) {
    return told.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static Change onCalico() {
    return new Change.FabricsSeen(
        FabricsFact.unknown()
            .with(
                new CalicoFact(
                    CalicoFact.Installation.MANIFEST,
                    false,
                    List.of(),
                    new TreeMap<>(),
                    new TreeSet<>(),
                    new TreeSet<>())));
  }

  private static Change listed(String policy) {
    return new Change.PoliciesListed(
        new PoliciesFact(
            new TreeMap<>(Map.of(PolicyKind.NETWORK_POLICY, new TreeSet<>(Set.of(policy)))),
            List.of(),
            "v3.31.2",
            "crd.projectcalico.org"));
  }
}
