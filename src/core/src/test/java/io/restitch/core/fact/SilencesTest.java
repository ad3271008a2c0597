package io.restitch.core.fact;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.bridge.AgentReport;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.bridge.BridgePins;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.net.Cidr;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A witness knows since when an agent has owed a word. */
class SilencesTest {
  private static final BridgeMap ONE = map(BridgeMap.none(Cidr.parse("100.127.192.0/18")), "a");
  private static final BridgeFact TOLD = BridgeFact.ABSENT.installedAs("image").with(ONE);

  private Observed world = Worlds.of(Facts.worker("a"), Facts.worker("b"));

  @Test
  void shouldCountFromTheFirstMomentInWhichSomethingIsOwed() {
    seen(0, TOLD);
    seen(50, TOLD);

    assertThat(world.silences().since("a")).contains(at(0));
  }

  @Test
  void shouldForgetWhoSaidAllThatHeWasAskedFor() {
    seen(0, TOLD);
    seen(50, said(TOLD, ONE.generation(), 0, true));

    assertThat(world.silences().since("a")).isEmpty();
    assertThat(world.silences().since("b")).contains(at(0));
  }

  @Test
  void shouldCountAnewForWhoComesFurther() {
    BridgeMap two = map(ONE, "a", "b");
    BridgeMap three = map(two, "a", "b", "c");
    seen(0, said(TOLD.with(two), ONE.generation(), 0, true));
    seen(50, said(TOLD.with(three), two.generation(), 0, true));
    seen(60, said(TOLD.with(three), two.generation(), 0, true));

    assertThat(world.silences().since("a")).contains(at(50));
  }

  @Test
  void shouldKnowWhenALongOneEndedLast() {
    seen(0, TOLD);
    seen(119, said(TOLD, ONE.generation(), 0, true));
    assertThat(world.silences().ended()).isEmpty();

    seen(300, said(TOLD.with(map(ONE, "a", "c")), ONE.generation(), 0, true));
    assertThat(world.silences().ended()).isEmpty();

    world = world.at(at(400)).fold(new Change.NodeSeen(Facts.notReady(Facts.worker("b"))));
    assertThat(world.silences().ended()).contains(at(400));

    world = world.at(at(410)).fold(new Change.NodeSeen(Facts.notReady(Facts.worker("b"))));
    assertThat(world.silences().ended()).contains(at(400));

    seen(420, said(TOLD.with(map(ONE, "a", "c")), map(ONE, "a", "c").generation(), 0, true));
    assertThat(world.silences().ended()).contains(at(420));
  }

  @Test
  void shouldNotCountWhatOthersHaveToKnow() {
    BridgePins pins = BridgePins.NONE.with("b", Who.ITSELF);
    seen(0, said(TOLD.with(pins), ONE.generation(), 0, true));
    assertThat(world.silences().since("a")).isEmpty();

    seen(10, said(TOLD.with(pins.with("c", Who.EVERYONE)), ONE.generation(), 0, true));
    assertThat(world.silences().since("a")).contains(at(10));
  }

  @Test
  void shouldOweThatAllWasTakenAwayAndThatItWasApplied() {
    seen(0, said(TOLD.with(ONE.empty()), ONE.generation(), 0, true));
    assertThat(world.silences().since("a")).contains(at(0));

    seen(10, said(TOLD.with(ONE.empty()), ONE.empty().generation(), 0, false));
    seen(20, said(TOLD.with(ONE.empty()), ONE.empty().generation(), 0, false));
    assertThat(world.silences().since("a")).contains(at(10));
  }

  @Test
  void shouldOweNothingWhereThereIsNoBridge() {
    seen(0, TOLD.installedAs(""));

    assertThat(world.silences()).isEqualTo(Silences.NONE);
  }

  private void seen(int second, BridgeFact bridge) {
    world = world.at(at(second)).fold(new Change.FabricsSeen(FabricsFact.unknown().with(bridge)));
  }

  private static Instant at(int second) {
    return Facts.START.plusSeconds(second);
  }

  private static BridgeFact said(BridgeFact bridge, long map, long pins, boolean applied) {
    AgentReport report = new AgentReport(map, pins, applied, new TreeSet<>(), false);
    return bridge.heard(new TreeMap<>(Map.of("a", report)), new TreeSet<>());
  }

  private static BridgeMap map(BridgeMap before, String... nodes) {
    Map<String, Wanted> wanted = new TreeMap<>();
    List.of(nodes)
        .forEach(n -> wanted.put(n, new Wanted("10.0.0." + (1 + wanted.size()), List.of())));
    return before.next(List.of(), wanted);
  }
}
