package io.restitch.twin;

import io.restitch.core.action.ClusterAction.DeletePod;
import io.restitch.core.decision.Outcome;
import io.restitch.core.fact.Intent;
import io.restitch.engine.event.Event;
import io.restitch.engine.event.Events;
import io.restitch.engine.event.JsonEvents;
import io.restitch.engine.loop.RunResult;
import io.restitch.twin.Faults.Odds;
import io.restitch.twin.model.RandomCluster;
import io.restitch.twin.time.Chance;
import io.restitch.twin.world.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One simulated migration, all of it from one seed. */
final class Simulation {
  private static final Duration LIMIT = Duration.ofHours(24);

  private final long seed;
  private final Migrations migration;
  private final Story story;
  private final Chance operator;
  private final Faults faults;
  private final List<String> secrets = new ArrayList<>();

  Simulation(long seed, Odds odds) {
    this.seed = seed;
    this.migration = Migrations.of(RandomCluster.draw(seed), seed);
    this.story = new Story(migration.twin().agenda().now());
    this.operator = new Chance(seed, "operator");
    this.faults = new Faults(new Chance(seed, "faults"), odds);
  }

  /** From the first phase to the last; now and then the operator pauses and goes on. */
  void migrate() {
    check(
        "a plan that is blocked",
        migration.plan().blocking(null).stream().map(Object::toString).toList());
    if (operator.happens(0.3)) {
      later(Intent.PAUSE);
    }
    RunResult result = run();
    while (result.outcome() == Outcome.PAUSED) {
      migration.twin().ports().record().intend(Intent.RUN);
      result = run();
    }
    ended(result, Outcome.DONE);
    settle();
    check("an end that is not one", Ending.afterMigration(migration));
  }

  /** Aborted somewhere on the way. */
  void abort() {
    later(Intent.ABORT);
    RunResult result = run();
    if (result.outcome() == Outcome.ABORTED) {
      settle();
      check("not left schedulable", Ending.afterAbort(migration));
    } else {
      ended(result, Outcome.DONE);
    }
  }

  /** Turned back somewhere on the way, before Calico's removal. */
  void rollBack() {
    later(Intent.ROLLBACK);
    RunResult result = run();
    if (result.outcome() == Outcome.ROLLED_BACK) {
      settle();
      check("not back", Ending.afterRollback(migration));
    } else if (result.outcome() == Outcome.PAUSED) {
      check("a rollback that paused before the point of no return", tooLate(result));
    } else {
      ended(result, Outcome.DONE);
    }
  }

  /** UDP 8472 is closed one way between two nodes, and opened after it was refused. */
  void refused() {
    List<String> nodes = List.copyOf(migration.twin().truth().world().nodes().keySet());
    int from = operator.between(0, nodes.size() - 1);
    int to = (from + 1 + operator.between(0, nodes.size() - 2)) % nodes.size();
    migration.twin().kubernetes().probes().close(nodes.get(from), nodes.get(to));
    RunResult result = run();
    ended(result, Outcome.BLOCKED);
    String way = "from " + nodes.get(from) + " (";
    if (!result.why().contains(way)
        || !result.why().contains("node " + nodes.get(to) + ": UDP 8472")) {
      check("another pair was named", List.of(result.why()));
    }
    check("something was changed", Ending.untouched(migration));
    migration.twin().kubernetes().probes().openAll();
    migration.approveAgain();
    ended(run(), Outcome.DONE);
    settle();
    check("an end that is not one", Ending.afterMigration(migration));
  }

  private static List<String> tooLate(RunResult result) {
    return result.why().contains("cannot be undone") ? List.of() : List.of(result.why());
  }

  /** What was done, line by line. */
  Story story() {
    return story;
  }

  private void later(Intent intent) {
    migration
        .twin()
        .agenda()
        .in(
            operator.millis(0, 20 * 60_000),
            () -> migration.twin().ports().record().intend(intent));
  }

  private RunResult run() {
    Events watched =
        Events.all(
            List.of(
                story,
                this::deleteWhenAsked,
                new JsonEvents(line -> {
                  if (line.contains(Ports.SECRET_USER_DATA)) {
                    secrets.add(line);
                  }
                })));
    RunResult result =
        new TwinRun(migration.twin(), migration.plan(), null, watched, faults).run(LIMIT);
    check("a secret in an event", secrets);
    return result;
  }

  /**
   * A pod that started on a green node while Calico's agent ran there has an address of Calico's:
   * the operator is asked to delete it.
   */
  private void deleteWhenAsked(Event event) {
    if (event instanceof Event.WaitBegan began && began.awaited().code().equals("old-address")) {
      migration.twin().agenda().in(Duration.ofMinutes(1), () -> delete(began.awaited().subject()));
    }
  }

  private void delete(String subject) {
    migration.twin().truth().world().workloads().pods().all().stream()
        .filter(p -> subject.equals("pod " + p.ref()))
        .findFirst()
        .ifPresent(p ->
            migration
                .twin()
                .ports()
                .cluster()
                .perform(new DeletePod(p.ref(), p.uid(), p.nodeName(), "asked to")));
  }

  private void settle() {
    migration.twin().settle();
  }

  private void ended(RunResult result, Outcome wanted) {
    if (result.outcome() != wanted) {
      check("ended with " + result.outcome(), List.of(result.why()));
    }
  }

  private void check(String what, List<String> wrong) {
    if (!wrong.isEmpty()) {
      throw new IllegalStateException("seed " + seed + ": " + what + ": " + wrong);
    }
  }
}
