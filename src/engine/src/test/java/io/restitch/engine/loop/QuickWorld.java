package io.restitch.engine.loop;

import io.restitch.core.action.Action;
import io.restitch.core.action.FabricAction;
import io.restitch.core.action.HostAction;
import io.restitch.core.action.RecordAction;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.BackupFact;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.LeasePort;
import io.restitch.engine.port.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * All ports, over a few facts; an action has its effect at once, after what a test puts before it.
 */
final class QuickWorld {
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final List<String> holders = new CopyOnWriteArrayList<>();
  private volatile Runnable beforeTheLease = () -> {};
  private final Map<String, Consumer<Action>> before = new ConcurrentHashMap<>();
  private final Map<PhaseName, Condition> conditions = new EnumMap<>(PhaseName.class);
  private final List<BackupFact> backups = new ArrayList<>();

  /** What comes first, each time this action is carried out; it may fail it. */
  void before(String described, Consumer<Action> first) {
    before.put(described, first);
  }

  /** What has had its effect, in order. */
  List<String> done() {
    return List.copyOf(done);
  }

  /** Who held the Lease, in order; empty when it was given back. */
  List<String> leaseHolders() {
    return List.copyOf(holders);
  }

  World ports() {
    return new World(
        new RecordOnly.Cluster(this::fact),
        this::onFabric,
        new RecordOnly.Hosts(this::onHost, () -> {}),
        action -> List.of(),
        new RecordOnly.Kept(this::fact, this::onRecord),
        new Lease());
  }

  private void begin(Action action) {
    before.getOrDefault(action.describe(), a -> {}).accept(action);
  }

  private synchronized List<Change> onFabric(FabricAction action) {
    begin(action);
    done.add(action.describe());
    CalicoFact c = CalicoFact.absent();
    CalicoFact fenced =
        new CalicoFact(
            c.installation(), true, c.pools(), c.blocks(), c.readyNodes(), c.agentNodes());
    FabricsFact f = FabricsFact.unknown();
    return List.of(new Change.FabricsSeen(f.with(fenced)));
  }

  private List<Change> onHost(HostAction action) {
    begin(action);
    synchronized (this) {
      done.add(action.describe());
      if (action instanceof HostAction.TakeBackup a) {
        backups.add(new BackupFact(a.kind(), a.subject(), Instant.now(), "here", 1, "hash"));
      }
      return List.of(new Change.BackupsSeen(backups));
    }
  }

  private synchronized List<Change> onRecord(RecordAction action) {
    done.add(action.describe());
    if (action instanceof RecordAction.RecordCondition a) {
      conditions.put(a.condition().phase(), a.condition());
    }
    return List.of(new Change.RecordSeen(fact()));
  }

  private synchronized RecordFact fact() {
    return new RecordFact("m", "hash", Intent.RUN, 0, conditions, RecordFact.Notes.NONE);
  }

  /** Blocks until interrupted. */
  static void never() {
    await(new CountDownLatch(1));
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whoever takes the Lease waits for this first. */
  void beforeTheLease(Runnable wait) {
    beforeTheLease = wait;
  }

  private final class Lease implements LeasePort {
    @Override
    public Held acquire(String holder, Consumer<String> waiting) {
      beforeTheLease.run();
      if (Thread.currentThread().isInterrupted()) {
        throw new RestitchException(ErrorCode.TRANSIENT, "interrupted while waiting", "");
      }
      holders.add(holder);
      return new Held(holder, 1, Instant.now(), Duration.ofMinutes(10));
    }

    @Override
    public Held borrow(String holder, Consumer<String> waiting) {
      throw new AssertionError("a run takes it");
    }

    @Override
    public Held renew(Held held, List<Wait> waits) {
      return held;
    }

    @Override
    public Optional<AtWork> holder() {
      return Optional.of(new AtWork(holders.getLast(), List.of(), false));
    }

    @Override
    public void release(Held held) {
      holders.add("");
    }
  }
}
