package io.restitch.twin.model;

import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What keeps pods of one kind in being.
 *
 * @param kind who keeps them
 * @param ref its namespace and name
 * @param replicas how many; a DaemonSet has one a node
 * @param labels labels of its pods
 * @param spec what its pods ask for
 * @param pace how long its pods take
 */
public record Workload(
    Kind kind,
    ObjectRef ref,
    int replicas,
    Map<String, String> labels,
    PodFact.Spec spec,
    Pace pace) {
  public Workload {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** Who keeps pods in being. */
  public enum Kind {
    REPLICA_SET("ReplicaSet"),
    STATEFUL_SET("StatefulSet"),
    DAEMON_SET("DaemonSet"),
    JOB("Job"),
    /** Nobody: a pod without a controller, that is made once. */
    NOBODY("");

    private final String owner;

    Kind(String owner) {
      this.owner = owner;
    }

    /** The kind that its pods name as their controller; empty for none. */
    public String owner() {
      return owner;
    }
  }

  /**
   * How long a pod takes.
   *
   * @param start from bound to running
   * @param ready from running to ready
   * @param stop from asked to go to gone, at most its grace
   * @param run how long it runs until it has succeeded; zero for ever
   */
  public record Pace(Duration start, Duration ready, Duration stop, Duration run) {
    /** A service: up in four seconds, down in two. */
    public static final Pace SERVICE =
        new Pace(
            Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ZERO);
  }

  /** Its UID, for as long as it lives. */
  public String uid() {
    return uid(kind, ref);
  }

  /** The UID of a workload of this kind and name. */
  public static String uid(Kind kind, ObjectRef ref) {
    return "uid-" + kind.name().toLowerCase(Locale.ROOT) + "-" + ref.toString().replace('/', '-');
  }

  /** The same workload, its pods placed elsewhere. */
  public Workload placed(PodFact.Placement placement) {
    return new Workload(kind, ref, replicas, labels, spec.placed(placement), pace);
  }
}
