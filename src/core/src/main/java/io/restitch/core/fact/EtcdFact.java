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
 * @param members how many members etcd has, and which of them do not answer
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
    Members members,
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

  /**
   * All members of etcd, as this one sees them.
   *
   * @param count how many are listed, learners too; 0 if not asked, as of an etcd elsewhere
   * @param silent names of those that do not answer. A machine that was taken away without its
   *     member is one, and counts for the quorum all the same
   */
  public record Members(int count, List<String> silent) {
    /** Nobody is missed. */
    public static final Members ALL_ANSWER = new Members(0, List.of());

    public Members {
      silent = List.copyOf(silent);
    }
  }

  /** Left free for etcd while a snapshot is tried, and the trial's write-ahead log. */
  private static final long SPARE = (256L + 64) << 20;

  public EtcdFact {
    alarms = List.copyOf(alarms);
  }

  /** A member of an etcd whose members all answer. */
  public EtcdFact(
      boolean stacked,
      boolean healthy,
      boolean leader,
      boolean learner,
      List<String> alarms,
      long lag,
      long databaseBytes,
      String problem) {
    this(
        stacked, healthy, leader, learner, alarms, lag, databaseBytes, Members.ALL_ANSWER, problem);
  }

  /**
   * Bytes that have to be free for a snapshot and the copy that is restored from it as a trial; the
   * task itself asks for the same (templates/control-plane/backup-etcd.sh).
   */
  public long trialBytes() {
    return 2 * databaseBytes + SPARE;
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
    if (!members.silent().isEmpty()) {
      return Optional.of(
          "%d of %d members of etcd do not answer: %s (of a machine that is gone for good: etcdctl member remove)"
              .formatted(
                  members.silent().size(), members.count(), String.join(", ", members.silent())));
    }
    if (lag > CAUGHT_UP) {
      return Optional.of("its etcd member is " + lag + " entries behind");
    }
    return problem.isEmpty()
        ? Optional.empty()
        : Optional.of("its etcd member is not known to be healthy: " + problem);
  }
}
