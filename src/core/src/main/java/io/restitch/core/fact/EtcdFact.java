package io.restitch.core.fact;

import java.util.List;
import java.util.Optional;

/**
 * The etcd member of a control-plane machine, or the external etcd as seen from there.
 *
 * @param stacked whether the member runs on this machine
 * @param healthy whether it answers a linearizable read
 * @param leader whether it leads
 * @param learner whether it is a member without a vote
 * @param alarms alarms that are raised, such as {@code NOSPACE}
 * @param lag how many raft entries it is behind the most advanced member
 * @param databaseBytes size of its database
 * @param problem what cannot be seen, and why; empty if all can
 */
public record EtcdFact(
    boolean stacked,
    boolean healthy,
    boolean leader,
    boolean learner,
    List<String> alarms,
    long lag,
    long databaseBytes,
    String problem) {
  /** A follower with nothing wrong. */
  public static final EtcdFact HEALTHY =
      new EtcdFact(true, true, false, false, List.of(), 0, 1 << 20, "");

  /** Not looked at. */
  public static final EtcdFact UNKNOWN =
      new EtcdFact(true, false, false, false, List.of(), 0, 0, "not looked at");

  /**
   * Raft entries a member may be behind and still count as caught up. etcd itself lets a learner be
   * promoted at 90 % of the leader's log ({@code readyPercentThreshold}, etcd
   * server/etcdserver/server.go); a voting member that answers within a second is far closer.
   */
  private static final long CAUGHT_UP = 1000;

  public EtcdFact {
    alarms = List.copyOf(alarms);
  }

  /** Why no machine may be changed while this member is as it is; nothing if one may. */
  public Optional<String> unfit() {
    // A learner answers no read, and is not healthy for that: this says more.
    if (learner) {
      return Optional.of("its etcd member is a learner, which has no vote");
    }
    if (!healthy) {
      return Optional.of(
          "its etcd member is not known to be healthy" + (problem.isEmpty() ? "" : ": " + problem));
    }
    if (!alarms.isEmpty()) {
      return Optional.of("etcd has raised " + String.join(", ", alarms));
    }
    return lag > CAUGHT_UP
        ? Optional.of("its etcd member is " + lag + " entries behind")
        : Optional.empty();
  }
}
