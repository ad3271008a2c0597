package io.restitch.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.core.action.ClusterAction;
import io.restitch.core.action.FabricAction;
import io.restitch.core.action.FabricAction.InstallProbes;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ClusterFact;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ProbesFact;
import io.restitch.core.fact.Resources;
import io.restitch.core.plan.Settings;
import io.restitch.core.probe.ProbeReport;
import io.restitch.core.probe.ProbeText;
import io.restitch.core.problem.RestitchException;
import io.restitch.core.verdict.Verdict;
import io.restitch.engine.port.ClusterPort;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Probes without a migration, over two nodes whose probes say what a test has them say. */
@Timeout(30)
class ProbeRunTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final FakeWorld world = new FakeWorld();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Cluster cluster = new Cluster();
  private String words = "heard=1,2 fits=1:1450,2:1450 left=0";
  private Duration slow = Duration.ZERO;
  private FabricsFact fabrics = FabricsFact.unknown();

  @Test
  void shouldProbeUnderTheLeaseAndEndTheProbes() throws InterruptedException {
    // when
    List<Verdict> found = run().run(Settings.DEFAULT, LIMIT);

    // then
    assertThat(found).extracting(Verdict::code).containsExactly("network-probed");
    assertThat(world.log)
        .containsExactly("acquire", "probe the network from 2 nodes", "end the probes", "release");
    assertThat(told).contains("probe the network from 2 nodes");
  }

  @Test
  void shouldSayWhatStandsInTheWay() throws InterruptedException {
    // given
    words = "heard=- left=2 quiet=5";

    // when
    List<Verdict> found = run().run(Settings.DEFAULT, LIMIT);

    // then
    assertThat(found).extracting(Verdict::code).containsOnly("udp-8472-closed").hasSize(2);
    assertThat(world.log).contains("end the probes", "release");
  }

  @Test
  void shouldNameWhoSaysNothingInTimeAndEndTheProbes() {
    // given
    words = "";
    slow = LIMIT;

    // then
    assertThatThrownBy(() -> run().run(Settings.DEFAULT, LIMIT))
        .isInstanceOf(RestitchException.class)
        .hasMessageContaining("not all probes came to an end in time: node a: its probe");
    assertThat(world.log).contains("end the probes", "release");
  }

  @Test
  void shouldEndTheProbesWhenItIsInterrupted() {
    // given
    words = "";
    Thread.currentThread().interrupt();

    // then
    assertThatThrownBy(() -> run().run(Settings.DEFAULT, LIMIT))
        .isInstanceOf(InterruptedException.class);
    assertThat(world.log).contains("end the probes", "release");
  }

  @Test
  void shouldNotProbeWhereTheBridgeStands() {
    // given
    fabrics = FabricsFact.unknown().with(BridgeFact.ABSENT.installedAs("image=flannel"));

    // then
    assertThatThrownBy(() -> run().run(Settings.DEFAULT, LIMIT))
        .isInstanceOf(RestitchException.class)
        .hasMessageContaining("the bridge stands already");
    assertThat(world.log).doesNotContain("probe the network from 2 nodes");
  }

  private ProbeRun run() {
    return new ProbeRun(cluster, this::perform, world.lease, world.clock(), "me", told::add);
  }

  private List<Change> perform(FabricAction action) {
    world.log.add(action.describe());
    if (action instanceof InstallProbes install) {
      world.sleep(slow);
      TreeMap<String, ProbeReport> said = new TreeMap<>();
      if (!words.isEmpty()) {
        String all = "probe=" + install.spec().map().id() + " state=up mtu=1450 " + words;
        install.spec().map().members().forEach(m -> said.put(m.name(), ProbeText.report(all)));
      }
      ProbesFact probes = new ProbesFact(install.spec().text(), new TreeSet<>(said.keySet()), said);
      cluster.see(new Change.FabricsSeen(fabrics.with(probes)));
    }
    return List.of();
  }

  private static NodeFact node(String name, String address) {
    Instant start = Instant.parse("2026-11-01T00:00:00Z");
    return new NodeFact(
        name,
        "uid-" + name,
        Map.of(),
        Map.of(),
        new NodeFact.Spec("", List.of(), List.of(), false),
        new NodeFact.Status(
            true,
            start,
            NodeFact.PodNetwork.CALICO,
            List.of(address),
            new Resources(4000, 16L << 30, 110, Map.of()),
            new NodeFact.NodeInfo("v1.34.3", "machine", "", ""),
            start,
            NodeFact.Deletion.NONE));
  }

  /** Two nodes, and what changes of them. */
  private final class Cluster implements ClusterPort {
    private final List<Consumer<List<Change>>> sinks = new ArrayList<>();

    void see(Change change) {
      sinks.forEach(s -> s.accept(List.of(change)));
    }

    @Override
    public ClusterFact identify() {
      throw new AssertionError("the command has asked for that");
    }

    @Override
    public List<Change> look() {
      return List.of(
          new Change.NodeSeen(node("a", "10.0.0.1")),
          new Change.NodeSeen(node("b", "10.0.0.2")),
          new Change.FabricsSeen(fabrics));
    }

    @Override
    public Watch watch(Consumer<List<Change>> sink) {
      sinks.add(sink);
      sink.accept(look());
      return () -> sinks.remove(sink);
    }

    @Override
    public List<Change> perform(ClusterAction action) {
      throw new AssertionError("probes do nothing to " + action.key());
    }
  }
}
