package io.restitch.engine.loop;

import io.restitch.core.action.ClusterAction;
import io.restitch.core.action.HostAction;
import io.restitch.core.action.RecordAction;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ClusterFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.plan.Plan;
import io.restitch.engine.port.ClusterPort;
import io.restitch.engine.port.Hand;
import io.restitch.engine.port.HostPort;
import io.restitch.engine.port.RecordPort;
import io.restitch.engine.port.StoredMigration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A cluster that shows its record and nothing else, and the record. */
final class RecordOnly {
  private RecordOnly() {}

  /** Machines that show nothing; who looks is told of. */
  record Hosts(Hand<HostAction> hand, Runnable looked) implements HostPort {
    @Override
    public List<Change> perform(HostAction action) {
      return hand.perform(action);
    }

    @Override
    public List<Change> look() {
      looked.run();
      return List.of();
    }

    @Override
    public Watch watch(Consumer<List<Change>> sink, Consumer<String> said) {
      return () -> {};
    }
  }

  /** The cluster. */
  record Cluster(Supplier<RecordFact> fact) implements ClusterPort {
    @Override
    public ClusterFact identify() {
      throw new AssertionError(
          "a run never asks which cluster it is: the plan was held against it");
    }

    @Override
    public List<Change> look() {
      return List.of(new Change.RecordSeen(fact.get()));
    }

    @Override
    public Watch watch(Consumer<List<Change>> sink) {
      sink.accept(look());
      return () -> {};
    }

    @Override
    public List<Change> perform(ClusterAction action) {
      return List.of();
    }
  }

  /** The record; its actions are the test's. */
  record Kept(Supplier<RecordFact> fact, Function<RecordAction, List<Change>> act)
      implements RecordPort {
    @Override
    public Optional<StoredMigration> read() {
      return Optional.empty();
    }

    @Override
    public RecordFact approve(Plan plan, String planHash) {
      return fact.get();
    }

    @Override
    public RecordFact intend(Intent intent) {
      return fact.get();
    }

    @Override
    public RecordFact confirmRemoval() {
      return fact.get();
    }

    @Override
    public List<Change> perform(RecordAction action) {
      return act.apply(action);
    }
  }
}
