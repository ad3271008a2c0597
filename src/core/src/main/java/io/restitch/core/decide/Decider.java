package io.restitch.core.decide;

import io.restitch.core.action.Action;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.controlplane.Conversions;
import io.restitch.core.decision.Decision;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Outcome;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.guard.Guard;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.phases.Bridged;
import io.restitch.core.phases.NetworkProbed;
import io.restitch.core.plan.Direction;
import io.restitch.core.plan.Plan;
import io.restitch.core.workers.JoinToken;
import io.restitch.core.workers.ServingCertificates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The heart: what follows from the world as it is.
 *
 * <ol>
 *   <li>What the operator wants decides the course: on, backward, abort, or nothing new.
 *   <li>The course says what should be under way.
 *   <li>What was taken away of the fence is put back, the bridge's agents are told of nodes as they
 *       come and go, spent join tokens are deleted, and serving certificates are approved where
 *       that is wanted, whatever the course.
 *   <li>What already is under way, or failed and must not be tried yet, is taken out; a failure is
 *       waited for by name.
 *   <li>A course that is over is over only when nothing is under way any more.
 * </ol>
 */
public final class Decider {
  /** Settling, boot limits and retries depend on time alone: it is asked again so soon. */
  private static final Duration TICK = Duration.ofSeconds(2);

  private Decider() {}

  /** What to start now, what is waited for, and whether the run goes on. */
  public static Decision decide(Observed world, Plan plan, InFlight busy) {
    Optional<RecordFact> record = world.record();
    if (record.isEmpty()) {
      return new Decision(
          Outcome.CONTINUE,
          List.of(),
          List.of(Wait.of("record", "migration", "its record has not been seen yet")),
          Optional.of(world.now().plus(TICK)));
    }
    View view = new View(world, plan, record.get(), busy);
    Course course = course(view);
    List<Action> actions = new ArrayList<>();
    List<Wait> waits = new ArrayList<>(course.step().waits());
    if (course.outcome() == Outcome.CONTINUE) {
      waits.addAll(new Guard(view).waits());
      waits.addAll(Bridged.unlinked(view));
      waits.addAll(ServingCertificates.waits(view));
    }
    for (Action action : underWay(view, course)) {
      if (!busy.runs(action)) {
        Optional<InFlight.Failure> failure = busy.failure(action);
        if (failure.isPresent() && world.now().isBefore(failure.get().retryAt())) {
          waits.add(failed(action, failure.get()));
        } else {
          actions.add(action);
        }
      }
    }
    boolean over = course.outcome() != Outcome.CONTINUE && busy.running().isEmpty();
    Optional<Instant> wakeAt = over ? Optional.empty() : Optional.of(world.now().plus(TICK));
    return new Decision(over ? course.outcome() : Outcome.CONTINUE, actions, waits, wakeAt);
  }

  /** What the course says, and upkeep beside it, unless the course speaks of the same. */
  private static List<Action> underWay(View view, Course course) {
    List<Action> all = new ArrayList<>(course.step().actions());
    if (course.outcome() == Outcome.CONTINUE) {
      Set<String> keys = all.stream().map(Action::key).collect(Collectors.toSet());
      Stream.of(
              new Guard(view).upkeep(),
              Bridged.upkeep(view),
              JoinToken.upkeep(view),
              ServingCertificates.upkeep(view))
          .flatMap(List::stream)
          .filter(a -> !keys.contains(a.key()))
          .forEach(all::add);
    }
    return all;
  }

  private static Course course(View view) {
    return switch (view.record().intent()) {
      case RUN -> RunOn.decide(view);
      case PAUSE -> pause(view);
      case ABORT -> Abort.decide(view);
      case ROLLBACK -> RollBack.decide(view);
    };
  }

  /**
   * Starts nothing new, but brings a control plane in change to its end, and takes probes away.
   * What stood in the way before anything was changed is said once more.
   */
  private static Course pause(View view) {
    return Conversions.finish(view, Direction.FORWARD)
        .or(() -> NetworkProbed.left(view))
        .map(Course::todo)
        .orElseGet(() -> refused(view).orElseGet(() -> Course.over(Outcome.PAUSED)));
  }

  private static Optional<Course> refused(View view) {
    return view.record()
        .condition(PhaseName.NETWORK_PROBED)
        .filter(Condition::refused)
        .map(c -> Step.waiting(c.summary(), Wait.of("network-probed", "network", c.message())))
        .map(step -> Course.over(Outcome.BLOCKED, step));
  }

  private static Wait failed(Action action, InFlight.Failure failure) {
    return new Wait(
        "action-failed",
        action.describe(),
        failure.message() + (failure.times() > 1 ? " (" + failure.times() + " times)" : ""),
        failure.remedy());
  }
}
