package io.restitch.engine.loop;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.problem.ErrorType;
import io.restitch.core.problem.RestitchException;
import java.time.Duration;

/** How long after a failure an action is not tried again, if it is still wanted then. */
final class Backoff {
  private static final Duration EVICTION = Duration.ofSeconds(5);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(5);
  private static final Duration MOST = Duration.ofSeconds(60);

  private Backoff() {}

  /**
   * @param times how often in a row it has failed, from 1
   */
  static Duration after(Action action, RestitchException problem, int times) {
    Duration first =
        action instanceof EvictPod
            ? EVICTION
            : problem.code().type() == ErrorType.TRANSIENT ? SOON : LATER;
    return doubled(first, times, MOST);
  }

  /** The first pause, doubled with each time after the first, up to the longest. */
  static Duration doubled(Duration first, int times, Duration most) {
    Duration grown = first.multipliedBy(1L << Math.min(times - 1, 6));
    return grown.compareTo(most) > 0 ? most : grown;
  }
}
