package io.restitch.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.core.action.ClusterAction;
import io.restitch.core.action.FabricAction;
import io.restitch.core.action.FabricAction.SetBridgeMap;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ClusterFact;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.fact.Resources;
import io.restitch.core.net.Cidr;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.ClusterPort;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ranges that are kept fresh while a migration rests, over one node that gets another block. */
@Timeout(30)
class RangeWatchTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final Cidr BLOCK = Cidr.parse("192.168.1.0/26");
  private static final Cidr MORE = Cidr.parse("192.168.9.0/26");
  private static final List<Cidr> POOLS =
      List.of(Cidr.parse("10.244.0.0/16"), Cidr.parse("192.168.0.0/16"));

  private final FakeWorld world = new FakeWorld();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<Long> shown = new CopyOnWriteArrayList<>();
  private final Cluster cluster = new Cluster();
  private final RangeWatch watch =
      new RangeWatch(cluster, this::perform, world.lease, world.clock(), "me", this::told);
  private FabricsFact fabrics = fabrics(List.of(BLOCK), map(List.of(BLOCK)));
  private Consumer<SetBridgeMap> onTell = a -> {};
  private LongConsumer onShown = generation -> {};

  @Test
  void shouldTellTheAgentsOfABlockThatAppearsAndDoNothingElse() throws InterruptedException {
    // given: Calico gave a node another block while nothing ran
    fabrics = fabrics(List.of(BLOCK, MORE), map(List.of(BLOCK)));
    onTell = a -> watch.end();

    // when
    Optional<String> why = run();

    // then: the Lease was asked for in the very moment
    assertThat(why).isEmpty();
    assertThat(world.log)
        .containsExactly("borrow", "renew", "tell the bridge of 1 nodes (2)", "release");
    assertThat(fabrics.bridge().map().peers().get("a"))
        .satisfies(peer -> assertThat(peer.ranges()).containsExactly(BLOCK, MORE));
    assertThat(told).isEmpty();
  }

  @Test
  void shouldShowEachMapThatTheAgentsAreTold() throws InterruptedException {
    // given
    fabrics = fabrics(List.of(BLOCK, MORE), map(List.of(BLOCK)));
    onTell = a -> cluster.see(fabrics(List.of(BLOCK, MORE), a.map()));
    onShown =
        generation -> {
          if (generation == 2) {
            watch.end();
          }
        };

    // when
    run();

    // then
    assertThat(shown).containsExactly(1L, 2L);
  }

  @Test
  void shouldEndWithTheBridge() throws InterruptedException {
    // given: a rollback takes it away
    onShown =
        generation -> cluster.see(fabrics.with(fabrics.bridge().with(map(List.of()).empty())));

    // then
    assertThat(run()).contains("there is no bridge any more");
    assertThat(world.log).containsExactly("borrow", "release");
  }

  @Test
  void shouldEndWhenSomebodyTakesTheLeaseBeforeAnythingIsTold() throws InterruptedException {
    // given
    fabrics = fabrics(List.of(BLOCK, MORE), map(List.of(BLOCK)));
    world.lease.takenBy("ann@laptop:42");

    // when
    Optional<String> why = run();

    // then
    assertThat(why).contains("the lease is now held by ann@laptop:42");
    assertThat(world.log).containsExactly("borrow", "renew");
  }

  @Test
  void shouldGiveWayThoughThereIsNothingToTell() throws InterruptedException {
    // given: the next renewal is due
    world.lease.takenBy("ann@laptop:42");
    onShown = generation -> world.sleep(Duration.ofSeconds(10));

    // then
    assertThat(run()).contains("the lease is now held by ann@laptop:42");
  }

  @Test
  void shouldSayWhatFailedAndTryAgain() throws InterruptedException {
    // given: the API server does not answer once
    fabrics = fabrics(List.of(BLOCK, MORE), map(List.of(BLOCK)));
    List<SetBridgeMap> tries = new ArrayList<>();
    onTell =
        a -> {
          tries.add(a);
          if (tries.size() == 1) {
            throw new RestitchException(ErrorCode.TRANSIENT, "no answer", "");
          }
          watch.end();
        };

    // when
    run();

    // then
    assertThat(tries).hasSize(2);
    assertThat(told).containsExactly("tell the bridge of 1 nodes (2): no answer");
  }

  @Test
  void shouldNotBeginWhileAnotherIsAtWork() {
    // given
    world.lease.refuse(new RestitchException(ErrorCode.LOCKED, "ann@laptop:42 is at work", ""));

    // then
    assertThatThrownBy(this::run)
        .isInstanceOf(RestitchException.class)
        .hasMessage("ann@laptop:42 is at work");
    assertThat(shown).isEmpty();
  }

  private Optional<String> run() throws InterruptedException {
    return watch.run(
        FakeWorld.attested(),
        seen -> {
          long generation = seen.fabrics().bridge().map().generation();
          shown.add(generation);
          onShown.accept(generation);
        });
  }

  /** And time goes on. */
  private void told(String text) {
    told.add(text);
    world.sleep(Duration.ofSeconds(2));
  }

  private List<Change> perform(FabricAction action) {
    world.log.add(action.describe());
    if (action instanceof SetBridgeMap a) {
      onTell.accept(a);
      fabrics = fabrics.with(fabrics.bridge().with(a.map()));
    }
    return List.of();
  }

  private static BridgeMap map(List<Cidr> ranges) {
    return BridgeMap.none(Cidr.parse("100.127.192.0/18"))
        .next(POOLS, Optional.of("a"), Map.of("a", new Wanted("10.0.0.1", ranges)));
  }

  private static FabricsFact fabrics(List<Cidr> blocks, BridgeMap map) {
    CalicoFact calico =
        new CalicoFact(
            CalicoFact.Installation.MANIFEST,
            true,
            List.of(Cidr.parse("192.168.0.0/16")),
            new TreeMap<>(Map.of("a", blocks)),
            new TreeSet<>(),
            new TreeSet<>());
    return FabricsFact.unknown()
        .with(calico)
        .with(BridgeFact.ABSENT.installedAs("image=flannel").with(map));
  }

  private static RecordFact record() {
    Condition begun =
        new Condition(PhaseName.BRIDGED, Condition.Status.STARTED, "Started", "", START);
    return new RecordFact(
        "m", "hash", Intent.PAUSE, 7, Map.of(PhaseName.BRIDGED, begun), RecordFact.Notes.NONE);
  }

  private static NodeFact node() {
    return new NodeFact(
        "a",
        "uid-a",
        Map.of(),
        Map.of(),
        new NodeFact.Spec("", List.of(), List.of(), false),
        new NodeFact.Status(
            true,
            START,
            NodeFact.PodNetwork.CALICO,
            List.of("10.0.0.1"),
            new Resources(4000, 16L << 30, 110, Map.of()),
            NodeFact.NodeInfo.of("v1.34.3"),
            START,
            NodeFact.Deletion.NONE));
  }

  /** One node, and what is seen after it. */
  private final class Cluster implements ClusterPort {
    private final List<Consumer<List<Change>>> sinks = new ArrayList<>();

    void see(FabricsFact now) {
      sinks.forEach(s -> s.accept(List.of(new Change.FabricsSeen(now))));
    }

    @Override
    public ClusterFact identify() {
      throw new AssertionError("the command has asked for that");
    }

    @Override
    public List<Change> look() {
      return List.of(
          new Change.NodeSeen(node()),
          new Change.FabricsSeen(fabrics),
          new Change.RecordSeen(record()));
    }

    @Override
    public Watch watch(Consumer<List<Change>> sink) {
      sinks.add(sink);
      sink.accept(look());
      return () -> sinks.remove(sink);
    }

    @Override
    public List<Change> perform(ClusterAction action) {
      throw new AssertionError("nothing is done to " + action.key());
    }
  }
}
