package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;

/**
 * What every migration has to show, however often it was killed. The witnesses are the API server's
 * audit log and the provider's trace; nothing was told by restitch.
 */
final class Promises {
  private final Evictions evictions;
  private final Departures departures;
  private final NodeChanges nodes;
  private final Machines machines;
  private final Moves moves;

  private Promises(Lab lab) {
    AuditLog log = lab.audit();
    PodHistory pods = new PodHistory(log);
    evictions = new Evictions(log);
    machines = lab.machines();
    departures = new Departures(log, pods, lab.trace(), machines);
    nodes = new NodeChanges(log);
    moves = Moves.read(log, pods, nodes);
  }

  /** Fails unless all were kept in this lab; prints the totals. */
  static Promises kept(Lab lab, String story) {
    Promises promises = new Promises(lab);
    System.out.printf("%s: %s%n", story, promises);
    promises.evictionsKeepToBudgets();
    promises.podsMoveOnce();
    promises.nodesLeaveInOrder();
    promises.greensAreMadeOnce();
    return promises;
  }

  /** No eviction while a budget allows none; races, which the API server refuses, at most 2 %. */
  private void evictionsKeepToBudgets() {
    assertThat(evictions.asked()).isPositive();
    assertThat(evictions.knownToBeShut()).isEmpty();
    assertThat(evictions.odd()).isEmpty();
    assertThat(evictions.refused().size() * 50L)
        .as("races are at most 2 %% of %d evictions", evictions.asked())
        .isLessThanOrEqualTo(evictions.asked());
  }

  private void podsMoveOnce() {
    assertThat(departures.plainDeletes()).isEmpty();
    assertThat(moves.again()).isZero();
  }

  private void nodesLeaveInOrder() {
    List<String> blue =
        machines.all().stream().filter(m -> m.worker() && !m.ours()).map(m -> m.node()).toList();
    Instant firstCordon = nodes.firstCordon().orElseThrow();
    assertThat(nodes.softTainted()).containsKeys(blue.toArray(String[]::new));
    assertThat(blue)
        .allMatch(
            node -> nodes.softTainted().getOrDefault(node, Instant.MAX).isBefore(firstCordon));
    assertThat(departures.undrained()).isEmpty();
    assertThat(departures.outOfOrder()).isEmpty();
    assertThat(departures.serving()).isEmpty();
  }

  private void greensAreMadeOnce() {
    assertThat(machines.slotsWithTwo()).isEmpty();
    assertThat(nodes.podCidrsGiven().values()).allMatch(times -> times == 1);
    assertThat(nodes.podCidrsGivenTwice()).isEmpty();
  }

  Departures departures() {
    return departures;
  }

  NodeChanges nodes() {
    return nodes;
  }

  @Override
  public String toString() {
    return String.format(
        java.util.Locale.ROOT,
        "%d evictions asked, %d granted, %d refused by a budget; %d pods put back on blue (%.1f %%);"
            + " %d Nodes deleted, %d DaemonSet pods after them; %d machines made",
        evictions.asked(),
        evictions.granted(),
        evictions.refused().size(),
        moves.putBack(),
        moves.putBackPercent(),
        departures.nodesDeleted().size(),
        departures.daemonPodsDeleted().values().stream().mapToLong(n -> n).sum(),
        machines.all().stream().filter(Machines.Machine::ours).count());
  }
}
