package io.restitch.host;

import java.time.Duration;

/**
 * How often machines are looked at. A look costs a machine most of a second of one processor
 * (etcdctl in etcd's container, lists of rules), and a migration takes hours in which nothing
 * happens on control planes.
 *
 * @param often the pause between two looks while there is something to be seen: after a task, and
 *     while a machine cannot be reached or its etcd ails
 * @param seldom the pause otherwise
 * @param attention how long there is something to be seen
 */
public record Pace(Duration often, Duration seldom, Duration attention) {
  /** For production. */
  public static final Pace CALM =
      new Pace(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2));

  /**
   * The pause before the next look.
   *
   * @param since how long ago something drew attention
   */
  Duration pause(Duration since) {
    return since.compareTo(attention) < 0 ? often : seldom;
  }

  /** Always the same. */
  static Pace even(Duration pause) {
    return new Pace(pause, pause, Duration.ZERO);
  }
}
