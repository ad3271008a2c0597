package io.restitch.core.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.ClusterAction.AssignPodCidr;
import io.restitch.core.bridge.AgentReport;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * A new node gets its pod CIDR only when every node knows the way there: pods of DaemonSets start
 * at once, whatever its taints, and Services send to them.
 */
class AnnouncedTest extends ArrivalBench {
  private static final BridgeMap BEFORE =
      BridgeMap.none(Cidr.parse("100.127.192.0/18")).next(List.of(), Map.of("blue-1", blue()));

  private final Cidr range = plan.slot(1).podCidr();

  AnnouncedTest() {
    super(Worlds.plan(Settings.DEFAULT, List.of("blue-1"), 1));
  }

  @Test
  void shouldWaitForTheMapAndThenForEveryNodesWord() {
    BridgeMap without = with(List.of());
    BridgeMap announced = with(List.of(range));

    assertThat(reasons(without, Map.of("blue-1", 9L)))
        .containsExactly("the bridge's map does not have its pod range yet");
    assertThat(reasons(announced, Map.of()))
        .containsExactly(
            "1 nodes have not said yet that they know the way to its pods, blue-1 among them");
    assertThat(reasons(announced, Map.of("blue-1", BEFORE.generation()))).hasSize(1);
    assertThat(step(world(announced, Map.of("blue-1", announced.generation()))).actions())
        .containsExactly(new AssignPodCidr(NAME, range));
  }

  @Test
  void shouldNotWaitForWhatOthersChangedSince() {
    BridgeMap announced = with(List.of(range));
    Map<String, Wanted> more = new HashMap<>(nodes(List.of(range)));
    more.put("other", new Wanted("10.0.0.99", List.of()));
    BridgeMap later = announced.next(List.of(), more);

    assertThat(step(world(later, Map.of("blue-1", announced.generation()))).actions())
        .containsExactly(new AssignPodCidr(NAME, range));
  }

  @Test
  void shouldNotGiveUpAMachineForAnOldNodeThatIsSilent() {
    // given
    Duration limit = plan.settings().workers().bootTimeout().plusMinutes(1);

    // when
    Arrival late = step(world(with(List.of(range)), Map.of()).at(Facts.START.plus(limit)));

    // then
    assertThat(late.actions()).isEmpty();
    assertThat(late.waits())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.code()).isEqualTo("range-known");
          assertThat(w.reason()).contains("blue-1");
          assertThat(w.needsPerson()).isTrue();
        });
  }

  @Test
  void shouldGiveAMachineItsTimeOnceAnOldNodeHasSpokenAfterAll() {
    // given
    BridgeMap map = with(List.of(range));
    Duration limit = plan.settings().workers().bootTimeout().plusMinutes(1);
    Observed silent = world(map, Map.of()).at(Facts.START.plus(limit));
    FabricsFact spoken = world(map, Map.of("blue-1", map.generation())).fabrics();

    // when
    Observed heard = silent.fold(new Change.FabricsSeen(spoken));
    Observed away = silent.fold(new Change.NodeSeen(Facts.notReady(blue)));

    // then
    AssignPodCidr next = new AssignPodCidr(NAME, range);
    assertThat(step(heard).actions()).containsExactly(next);
    assertThat(step(away).actions()).containsExactly(next);
    assertThat(step(heard.at(heard.now().plus(limit))).actions())
        .singleElement()
        .satisfies(a -> assertThat(a.describe()).contains("attempt 2"));
  }

  private List<String> reasons(BridgeMap map, Map<String, Long> known) {
    return step(world(map, known)).waits().stream().map(Wait::reason).toList();
  }

  private Observed world(BridgeMap map, Map<String, Long> known) {
    TreeMap<String, AgentReport> said = new TreeMap<>();
    known.forEach((node, generation) ->
        said.put(node, new AgentReport(generation, 0, true, new TreeSet<>(), false)));
    BridgeFact bridge =
        BridgeFact.ABSENT.installedAs("image").with(map).heard(said, new TreeSet<>());
    Observed world = world(machine, joined);
    return world.fold(new Change.FabricsSeen(world.fabrics().with(bridge)));
  }

  private BridgeMap with(List<Cidr> ranges) {
    return BEFORE.next(List.of(), nodes(ranges));
  }

  private static Map<String, Wanted> nodes(List<Cidr> ranges) {
    return Map.of("blue-1", blue(), NAME, new Wanted("10.0.0.9", ranges));
  }

  private static Wanted blue() {
    return new Wanted("10.0.0.1", List.of(Cidr.parse("192.168.1.0/26")));
  }
}
