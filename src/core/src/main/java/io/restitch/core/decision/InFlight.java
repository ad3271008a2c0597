package io.restitch.core.decision;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.problem.ErrorCode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this process has under way. Lost when it dies, and nothing is wrong then: every action can
 * run twice.
 *
 * @param running actions that have started and not ended, by key
 * @param failures actions whose last try failed, by key
 * @param evictions evictions that were asked for and whose effect has not been seen yet, by pod UID
 * @param until the phase after which this run ends; null for all
 */
public record InFlight(
    Map<String, Action> running,
    Map<String, Failure> failures,
    Map<String, EvictPod> evictions,
    @Nullable PhaseName until) {
  /** Nothing is under way. */
  public static final InFlight NOTHING = new InFlight(Map.of(), Map.of(), Map.of(), null);

  public InFlight {
    running = Map.copyOf(running);
    failures = Map.copyOf(failures);
    evictions = Map.copyOf(evictions);
  }

  /** Whether this very effect is under way. */
  public boolean runs(Action action) {
    return running.containsKey(action.key());
  }

  /** The last failure of this very effect. */
  public Optional<Failure> failure(Action action) {
    return Optional.ofNullable(failures.get(action.key()));
  }

  /**
   * A try that failed.
   *
   * @param code what kind of failure
   * @param message what happened
   * @param remedy what a person can do; may be empty
   * @param times how often in a row
   * @param retryAt not to be tried before
   */
  public record Failure(
      ErrorCode code, String message, String remedy, int times, Instant retryAt) {}
}
