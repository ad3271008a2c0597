package io.restitch.engine.loop;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decide.Decider;
import io.restitch.core.decision.Decision;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Outcome;
import io.restitch.core.drain.Allowance;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.phase.Frozen;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Plan;
import io.restitch.core.problem.RestitchException;
import io.restitch.core.workers.HalfDone;
import io.restitch.core.workers.Looks;
import io.restitch.engine.event.Event;
import io.restitch.engine.event.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Observe, decide, and keep the books of what is under way: all of the loop that needs no thread
 * and no clock. The live run and the twin drive the same pilot.
 *
 * <p>Not safe for use by several threads.
 */
public final class Pilot {
  /** A pod that is gone for so long has long left its budget's count. */
  private static final Duration GONE_FOR = Duration.ofSeconds(10);

  private final Plan plan;
  private final @Nullable PhaseName until;
  private final Events events;
  private final Tallying tallying;
  private final Waiting waiting;
  private final Map<String, Action> running = new LinkedHashMap<>();
  private final Map<String, Instant> startedAt = new HashMap<>();
  private final Map<String, InFlight.Failure> failures = new HashMap<>();
  private final Map<String, EvictPod> evictions = new HashMap<>();
  private final Map<String, Instant> granted = new HashMap<>();
  private final Rests rests = new Rests();
  private Observed world;
  private Event.@Nullable Tally told;
  private boolean pausing;

  /**
   * @param plan the approved plan
   * @param until the phase after which the run ends; null for all
   * @param start the world, read anew
   * @param events where it tells what happens
   */
  public Pilot(Plan plan, @Nullable PhaseName until, Observed start, Events events) {
    this.plan = plan;
    this.until = until;
    this.world = start;
    this.events = events;
    this.tallying = new Tallying(plan, start);
    this.waiting = new Waiting(events);
  }

  /**
   * Tells that the run begins, with what has been seen so far.
   *
   * @param fence fencing generation of the Lease that is held
   */
  public void begin(Instant now, long fence) {
    Optional<RecordFact> record = world.record();
    String id = record.map(RecordFact::id).orElse("");
    String hash = record.map(RecordFact::planHash).orElse("");
    events.tell(new Event.RunStarted(now, id, hash, fence, tally()));
    Set<String> unshown = plan.unshown(world);
    if (!plan.policies().none() || !unshown.isEmpty()) {
      events.tell(new Event.PoliciesShown(now, plan.policies(), unshown));
    }
  }

  /** Tells that the run is over, and with what. */
  public RunResult end(Instant now, Outcome outcome, String why, List<String> halfDone) {
    RunResult result = new RunResult(outcome, why, halfDone, Frozen.of(world), tally());
    events.tell(new Event.RunEnded(now, outcome, why, halfDone, result.tally()));
    return result;
  }

  /** Takes in what was seen to change. */
  public void see(Instant now, List<Change> changes) {
    Observed before = world;
    world = world.at(now).foldAll(changes);
    for (Change change : changes) {
      switch (change) {
        case Change.PodSeen seen -> tallying.saw(seen.pod(), world);
        case Change.RecordSeen seen -> {
          tellIntent(now, before, seen.record());
          tellConditions(now, before, seen.record());
        }
        default -> {}
      }
    }
    settle(now);
  }

  /**
   * Drops evictions whose effect has been seen; also those of pods that have been gone for a while:
   * they were gone before they could be evicted, and no budget's status will show it.
   */
  private void settle(Instant now) {
    evictions
        .values()
        .removeIf(e ->
            !running.containsKey(e.key())
                && (Allowance.settled(world, e)
                    || (gone(e) && !now.isBefore(grantedAt(now, e).plus(GONE_FOR)))));
    granted.keySet().retainAll(evictions.keySet());
  }

  private boolean gone(EvictPod e) {
    return world.workloads().pods().find(e.pod()).filter(p -> p.uid().equals(e.uid())).isEmpty();
  }

  private Instant grantedAt(Instant now, EvictPod e) {
    return granted.getOrDefault(e.uid(), now);
  }

  /** Decides. The actions of the decision count as started. */
  public Decision next(Instant now) {
    world = world.at(now);
    settle(now);
    Decision decision = Decider.decide(seenWorld(), plan, busy());
    rests.keepOnly(decision.actions());
    List<Action> started = new ArrayList<>();
    for (Action action : decision.actions()) {
      if (!rests.rests(now, action) && running.putIfAbsent(action.key(), action) == null) {
        startedAt.put(action.key(), now);
        if (action instanceof EvictPod eviction) {
          evictions.put(eviction.uid(), eviction);
          tallying.evicting(eviction, world);
        }
        started.add(action);
        events.tell(new Event.ActionStarted(now, action));
      }
    }
    waiting.now(now, decision.waits());
    Event.Tally tally = tally();
    if (!tally.equals(told)) {
      told = tally;
      events.tell(new Event.Progress(now, tally));
    }
    return new Decision(decision.outcome(), started, decision.waits(), decision.wakeAt());
  }

  /** An action ended well; its answer showed these changes. */
  public void done(Instant now, Action action, List<Change> seen) {
    Duration took = over(now, action);
    failures.remove(action.key());
    rests.ended(now, action);
    if (action instanceof EvictPod eviction) {
      granted.put(eviction.uid(), now);
      tallying.evicted();
    }
    see(now, seen);
    events.tell(new Event.ActionDone(now, action, took));
  }

  /** An action failed; what it was to bring about may nevertheless have happened. */
  public void failed(Instant now, Action action, RestitchException problem) {
    over(now, action);
    InFlight.Failure last = failures.get(action.key());
    int times = last == null ? 1 : last.times() + 1;
    InFlight.Failure failure =
        new InFlight.Failure(
            problem.code(),
            problem.getMessage(),
            problem.remedy(),
            times,
            now.plus(Backoff.after(action, problem, times)));
    failures.put(action.key(), failure);
    if (action instanceof EvictPod eviction) {
      evictions.remove(eviction.uid());
    }
    events.tell(new Event.ActionFailed(now, action, failure));
  }

  /**
   * From now on nothing new is started, whatever the record says; a control plane in change is
   * brought to its end.
   */
  public void pause() {
    pausing = true;
  }

  /** The world as it is known. */
  public Observed world() {
    return world;
  }

  /** What is under way, by key. */
  public Map<String, Action> running() {
    return Collections.unmodifiableMap(running);
  }

  /** The look at machines that shows how far the workers are; none where none were begun. */
  public Optional<Action> firstLook() {
    return view().filter(v -> v.started(PhaseName.WORKERS_REPLACED)).map(Looks::first);
  }

  /**
   * What is left half done if the run ends now: actions, nodes that are emptied, machines whose
   * Node is gone or not there yet.
   */
  public List<String> halfDone() {
    List<String> all = new ArrayList<>();
    running.values().stream().map(Action::describe).sorted().forEach(all::add);
    view().ifPresent(v -> all.addAll(HalfDone.of(v)));
    return all;
  }

  private Optional<View> view() {
    return world.record().map(record -> new View(world, plan, record, busy()));
  }

  /** How far it is. */
  public Event.Tally tally() {
    return tallying.tally(world);
  }

  private Duration over(Instant now, Action action) {
    running.remove(action.key());
    Instant began = startedAt.remove(action.key());
    return began == null ? Duration.ZERO : Duration.between(began, now);
  }

  private InFlight busy() {
    return new InFlight(running, failures, evictions, until);
  }

  private Observed seenWorld() {
    RecordFact record = world.record().orElse(null);
    return pausing && record != null
        ? world.fold(new Change.RecordSeen(record.intending(Intent.PAUSE)))
        : world;
  }

  private void tellIntent(Instant now, Observed before, RecordFact record) {
    Intent old = before.record().map(RecordFact::intent).orElse(Intent.RUN);
    if (old != record.intent()) {
      events.tell(new Event.Turned(now, record.intent()));
    }
  }

  private void tellConditions(Instant now, Observed before, RecordFact record) {
    for (Condition condition : record.conditions().values()) {
      boolean known =
          before
              .record()
              .flatMap(r -> r.condition(condition.phase()))
              .filter(c -> c.status() == condition.status())
              .isPresent();
      if (!known) {
        events.tell(new Event.PhaseChanged(now, condition));
      }
    }
  }
}
