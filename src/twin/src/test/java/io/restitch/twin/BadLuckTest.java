package io.restitch.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction.AssignPodCidr;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.action.MachineAction.CreateMachine;
import io.restitch.core.decision.Outcome;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.Resources;
import io.restitch.core.fact.Toleration;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Settings;
import io.restitch.engine.event.Event;
import io.restitch.engine.event.Events;
import io.restitch.engine.loop.RunResult;
import io.restitch.twin.kube.PodNetworks;
import io.restitch.twin.kube.Probes;
import io.restitch.twin.model.RandomCluster;
import io.restitch.twin.model.Workload;
import io.restitch.twin.time.Chance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Bad luck on the way: each has a clear end, nothing is lost, and no promise is broken. */
class BadLuckTest {
  private static final long SEED = 11;
  private static final Duration DAY = Duration.ofDays(1);

  private final List<Consumer<Event>> onEvent = new ArrayList<>();

  @Test
  void shouldGiveUpAMachineThatJoinsUnderAnotherNameAndMakeAnother() {
    Migrations m = Migrations.of(RandomCluster.draw(SEED), SEED);
    once(CreateMachine.class, a -> m.twin().joins().under(a.token(), List.of("ip-10-1-0-1")));

    Told told = run(m);

    done(told, m);
    told.says(
        "record attempt 2 of slot forward/1: machine twin-0001 joined as ip-10-1-0-1, not as");
    told.inOrder("delete Node ip-10-1-0-1", "delete machine worker-5eed00-01 (twin-0001)");
  }

  @Test
  void shouldAskAPersonWhenEveryMachineJoinsUnderAnotherNameAndLeaveNothingWhenAborted() {
    Migrations m = Migrations.of(RandomCluster.draw(SEED), SEED);
    each(CreateMachine.class, a -> m.twin().joins().under(a.token(), List.of("ip-" + a.name())));
    Set<String> before = new TreeSet<>(m.twin().truth().world().nodes().keySet());

    Told told = run(m);

    assertThat(told.result().outcome()).isEqualTo(Outcome.PAUSED);
    told.says("record intent PAUSE: slot forward/1: machine twin-0003 joined as ip-worker-");
    assertThat(m.twin().truth().world().nodes().keySet()).containsAll(before);

    m.twin().ports().record().intend(Intent.ABORT);
    assertThat(run(m).result().outcome()).isEqualTo(Outcome.ABORTED);
    m.twin().settle();
    assertThat(Ending.afterAbort(m)).isEmpty();
    assertThat(m.twin().truth().world().nodes().keySet()).isEqualTo(before);
  }

  @Test
  void shouldGiveUpAMachineThatJoinsTwiceWithBothItsNodes() {
    Migrations m = Migrations.of(RandomCluster.draw(SEED), SEED);
    once(
        CreateMachine.class,
        a -> m.twin().joins().under(a.token(), List.of(a.name(), "localhost")));

    Told told = run(m);

    done(told, m);
    told.says("machine twin-0001 joined twice: as worker-5eed00-01 and as localhost");
    told.says("delete Node worker-5eed00-01");
    told.says("delete Node localhost");
  }

  @Test
  void shouldGiveUpAMachineWhosePodCidrSomebodyElseGaveInTheVeryMoment() {
    Migrations m = Migrations.of(RandomCluster.draw(SEED), SEED);
    once(
        AssignPodCidr.class,
        a -> m.twin().meddler().givePodCidr(a.node(), Cidr.parse("10.250.0.0/24")));

    Told told = run(m);

    done(told, m);
    told.says("failed: give node worker-5eed00-01 the pod CIDR");
    told.says("it has the pod CIDR 10.250.0.0/24, planned is");
    told.inOrder("cordon node worker-5eed00-01", "delete Node worker-5eed00-01");
  }

  @Test
  void shouldGiveUpAMachineWhoseJoinTokenHasExpiredBeforeItJoins() {
    Migrations m = Migrations.of(RandomCluster.draw(SEED), patient(), SEED);
    once(CreateMachine.class, a -> m.twin().joins().late(a.token(), Duration.ofMinutes(40)));

    Told told = run(m);

    done(told, m);
    told.says(
        "record attempt 2 of slot forward/1: its join token, which lives 30 min, has expired");
  }

  @Test
  void shouldRefuseAnImageThatNoMachineCanPullBeforeAnythingIsChanged() {
    Migrations m = Migrations.of(RandomCluster.draw(SEED), SEED);
    m.twin().kubernetes().networks().unpullable(Probes.PROBES, "registry.example/flannel:v9");

    Told told = run(m);

    assertThat(told.result().outcome()).isEqualTo(Outcome.BLOCKED);
    assertThat(told.result().why())
        .contains("image-not-pulled", "image registry.example/flannel:v9 cannot be pulled there")
        .contains("set network.flannelImage");
    assertThat(Ending.untouched(m)).isEmpty();

    m.twin().kubernetes().networks().pullable();
    m.approveAgain();
    done(run(m), m);
  }

  @Test
  void shouldAskAPersonWhenGreenMachinesCannotPullFlannelAndGoOnWhenTheyCan() {
    Migrations m = Migrations.of(RandomCluster.draw(SEED), SEED);
    m.twin().kubernetes().networks().unpullable(PodNetworks.FLANNEL, "registry.example/cni:v9");

    Told told = run(m);

    assertThat(told.result().outcome()).isEqualTo(Outcome.PAUSED);
    told.says("Flannel is not ready on it yet: image registry.example/cni:v9 cannot be pulled");
    assertThat(told.waits())
        .anyMatch(w -> w.contains("kubectl -n kube-flannel describe pod kube-flannel-ds"));

    m.twin().kubernetes().networks().pullable();
    m.twin().ports().record().intend(Intent.RUN);
    done(run(m), m);
  }

  @Test
  void shouldTellEveryNodeOfABlockThatCalicoGivesWhileAWaveIsAtWork() {
    Migrations m = Migrations.of(RandomCluster.draw(SEED), SEED);
    List<Boolean> known = new ArrayList<>();
    once(
        EvictPod.class,
        a -> {
          Cidr block = m.twin().kubernetes().networks().giveBlock("worker-1");
          m.twin().agenda().in(Duration.ofSeconds(3), () -> known.add(carries(m, block)));
        });

    Told told = run(m);

    done(told, m);
    assertThat(known).containsExactly(true);
  }

  @Test
  void shouldKeepTheWayToPodsWhileAPoolIsMadeAgainUnderAnotherName() {
    Migrations m = Migrations.of(RandomCluster.draw(SEED), SEED);
    Cidr pool = m.twin().truth().world().fabrics().calico().pools().getFirst();
    List<FabricsFact> without = new ArrayList<>();
    boolean[] between = {false};
    m.twin()
        .truth()
        .watch(change -> {
          if (between[0]
              && change instanceof Change.FabricsSeen seen
              && !seen.fabrics().bridge().map().pools().contains(pool)) {
            without.add(seen.fabrics());
          }
        });
    once(
        EvictPod.class,
        a -> {
          between[0] = true;
          m.twin().meddler().renamePools(Duration.ofSeconds(30));
          m.twin().agenda().in(Duration.ofMinutes(1), () -> between[0] = false);
        });

    Told told = run(m);

    done(told, m);
    assertThat(without).isEmpty();
  }

  @Test
  void shouldEmptyAMachineThatIsGivenUpThoughItsNetworkIsThere() {
    Migrations m = Migrations.of(RandomCluster.draw(SEED), SEED);
    m.twin().kubernetes().put(tolerant());
    once(CreateMachine.class, a -> m.twin().kubernetes().networks().silence(a.name()));

    Told told = run(m);

    done(told, m);
    told.inOrder(
        "record attempt 2 of slot forward/1",
        "cordon node worker-5eed00-01",
        "evict pod shop/tolerant",
        "delete Node worker-5eed00-01",
        "delete machine worker-5eed00-01");
  }

  /** Runs on green nodes as soon as they are there, whatever their taints. */
  private static Workload tolerant() {
    PodFact.Placement green =
        new PodFact.Placement(
            Map.of(Names.FABRIC, Names.FABRIC_FLANNEL),
            List.of(),
            List.of(new Toleration("", true, "", "")),
            List.of());
    PodFact.Spec spec =
        new PodFact.Spec(
            new Resources(100, 64L << 20, 1, Map.of()),
            0,
            green,
            false,
            List.of(),
            PodFact.Storage.NONE,
            30);
    return new Workload(
        Workload.Kind.REPLICA_SET,
        new ObjectRef("shop", "tolerant"),
        2,
        Map.of("app", "tolerant"),
        spec,
        Workload.Pace.SERVICE);
  }

  private static boolean carries(Migrations m, Cidr block) {
    return m.twin().truth().world().fabrics().bridge().map().peers().values().stream()
        .anyMatch(p -> p.ranges().contains(block));
  }

  /** A machine may take an hour. */
  private static Settings patient() {
    Settings.Workers d = Settings.Workers.DEFAULT;
    return Migrations.SETTINGS.with(
        new Settings.Workers(
            d.surge(),
            d.maxUnavailable(),
            d.canary(),
            d.headroom(),
            Duration.ofHours(1),
            d.attempts(),
            d.settle(),
            d.namePrefix(),
            d.join()));
  }

  private record Told(RunResult result, List<String> lines, List<String> waits) {
    void says(String text) {
      assertThat(lines).anyMatch(l -> l.contains(text));
    }

    void inOrder(String... texts) {
      int from = 0;
      for (String text : texts) {
        int at = from;
        while (at < lines.size() && !lines.get(at).contains(text)) {
          at++;
        }
        assertThat(at).as("'%s' after line %d of %s", text, from, lines).isLessThan(lines.size());
        from = at + 1;
      }
    }
  }

  private Told run(Migrations m) {
    Story story = new Story(m.twin().agenda().now());
    List<String> waits = new ArrayList<>();
    Events luck =
        event -> {
          onEvent.forEach(on -> on.accept(event));
          if (event instanceof Event.WaitBegan began) {
            waits.add(began.awaited().toString());
          }
        };
    Events events = Events.all(List.of(story, luck));
    Faults none = new Faults(new Chance(SEED, "faults"), Faults.Odds.NONE);
    RunResult result = new TwinRun(m.twin(), m.plan(), null, events, none).run(DAY);
    return new Told(result, story.lines(), waits);
  }

  private static void done(Told told, Migrations m) {
    m.twin().settle();
    assertThat(told.result().outcome()).as(told.result().why()).isEqualTo(Outcome.DONE);
    assertThat(Ending.afterMigration(m)).isEmpty();
  }

  /** Something happens when the first action of a kind is on its way. */
  private <T> void once(Class<T> kind, Consumer<T> then) {
    boolean[] begun = {false};
    each(
        kind,
        action -> {
          if (!begun[0]) {
            begun[0] = true;
            then.accept(action);
          }
        });
  }

  private <T> void each(Class<T> kind, Consumer<T> then) {
    onEvent.add(event -> {
      if (event instanceof Event.ActionStarted started && kind.isInstance(started.action())) {
        then.accept(kind.cast(started.action()));
      }
    });
  }
}
