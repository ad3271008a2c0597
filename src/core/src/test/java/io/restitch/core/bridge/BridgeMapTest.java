package io.restitch.core.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.net.Cidr;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BridgeMapTest {
  private static final List<Cidr> POOLS =
      List.of(Cidr.parse("192.168.0.0/16"), Cidr.parse("10.244.0.0/16"));
  private static final BridgeMap NONE = BridgeMap.none(Cidr.parse("100.127.192.0/18"));

  @Test
  void shouldGiveEachNodeALinkAddressAndADeviceAddressThatFollowsFromIt() {
    // when
    BridgeMap map = NONE.next(POOLS, nodes("a", "b"));

    // then
    assertThat(map.generation()).isEqualTo(1);
    assertThat(map.peers().values())
        .extracting(Peer::linkAddress, Peer::mac)
        .containsExactly(
            tuple("100.127.192.1", "02:72:64:7f:c0:01"),
            tuple("100.127.192.2", "02:72:64:7f:c0:02"));
  }

  @Test
  void shouldLeaveOthersAsTheyAreWhenOneNodeGoesAndOneComes() {
    // given
    BridgeMap map = NONE.next(POOLS, nodes("a", "b", "c"));

    // when
    BridgeMap next = map.next(POOLS, nodes("b", "c", "d"));

    // then
    assertThat(next.generation()).isEqualTo(2);
    assertThat(next.peers().get("b")).isEqualTo(map.peers().get("b"));
    assertThat(next.peers().get("c")).isEqualTo(map.peers().get("c"));
    assertThat(next.peers().values())
        .extracting(Peer::linkAddress)
        .containsExactly("100.127.192.2", "100.127.192.3", "100.127.192.1");
  }

  @Test
  void shouldBeTheSameMapWhenNothingChanged() {
    // given
    BridgeMap map = NONE.next(POOLS, nodes("a", "b"));

    // then
    assertThat(map.next(POOLS.reversed(), nodes("b", "a"))).isSameAs(map);
    assertThat(map.next(POOLS, Optional.of("a"), nodes("b", "a")).generation()).isEqualTo(2);
  }

  @Test
  void shouldTellToTakeAllAwayByAMapWithoutNodes() {
    // given
    BridgeMap map = NONE.next(POOLS, nodes("a"));

    // then
    assertThat(NONE.emptied()).isFalse();
    assertThat(map.emptied()).isFalse();
    assertThat(map.empty().emptied()).isTrue();
    assertThat(map.empty().generation()).isEqualTo(2);
    assertThat(map.empty().empty().generation()).isEqualTo(2);
  }

  @Test
  void shouldLeaveOutWhoFindsNoLinkAddressAndNobodyWhoHasOne() {
    // given: one address is the range's own
    BridgeMap small = BridgeMap.none(Cidr.parse("100.64.0.0/30"));
    BridgeMap three = small.next(POOLS, nodes("b", "c", "d"));

    // when
    BridgeMap four = three.next(POOLS, Optional.of("a"), nodes("a", "b", "c", "d"));

    // then: nothing to tell anybody, again and again
    assertThat(four).isSameAs(three);
    assertThat(three.full()).isTrue();
    assertThat(three.peers()).containsOnlyKeys("b", "c", "d");

    // when
    BridgeMap freed = four.next(POOLS, nodes("a", "c", "d"));

    // then
    assertThat(freed.peers()).containsOnlyKeys("a", "c", "d");
    assertThat(link(freed, "a")).isEqualTo(link(three, "b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fd00::/64", "fd00::/16", "100.64.0.1/32"})
  void shouldGiveNobodyALinkAddressOfARangeThatHasNone(String range) {
    BridgeMap none = BridgeMap.none(Cidr.parse(range));

    assertThat(none.next(POOLS, nodes("a")).peers()).isEmpty();
  }

  @Test
  void shouldComeBackFromItsText() {
    // given
    BridgeMap map = NONE.next(POOLS, Optional.of("b"), nodes("a", "b"));

    // when
    String text = BridgeText.of(map);

    // then
    assertThat(text)
        .isEqualTo(
            """
            generation 1
            links 100.127.192.0/18
            pool 10.244.0.0/16
            pool 192.168.0.0/16
            rest b
            node a 10.0.0.97 100.127.192.1 02:72:64:7f:c0:01 10.244.97.0/24 1
            node b 10.0.0.98 100.127.192.2 02:72:64:7f:c0:02 10.244.98.0/24 1
            end 1
            """);
    assertThat(BridgeText.map(text)).isEqualTo(map);
  }

  @Test
  void shouldNotReadATextThatWasCutOff() {
    String text = BridgeText.of(NONE.next(POOLS, nodes("a", "b")));

    assertThatThrownBy(() -> BridgeText.map(text.substring(0, text.indexOf("end"))))
        .hasMessageContaining("cut off");
    assertThatThrownBy(() -> BridgeText.map(text + "x")).hasMessageContaining("cut off");
  }

  @Test
  void shouldFitIntoOneConfigMapForFiveThousandNodes() {
    // given: four blocks each
    Map<String, Wanted> many = new TreeMap<>();
    for (int i = 0; i < 5000; i++) {
      int node = i;
      many.put(
          "ip-10-20-%d-%d.eu-central-1.compute.internal".formatted(i / 250, i % 250 + 1),
          new Wanted(
              "10.20.%d.%d".formatted(i / 250, i % 250 + 1),
              List.of(0, 1, 2, 3).stream()
                  .map(b ->
                      Cidr.parse("172.%d.%d.%d/26".formatted(16 + node / 256, node % 256, b * 64)))
                  .toList()));
    }

    // when
    BridgeMap map = NONE.next(POOLS, many);

    // then
    Set<Cidr> links = new HashSet<>();
    map.peers().values().forEach(p -> links.add(p.link()));
    assertThat(links).hasSize(5000);
    assertThat(BridgeText.of(map).getBytes(StandardCharsets.UTF_8).length).isLessThan(1_000_000);
  }

  private static Cidr link(BridgeMap map, String node) {
    return Objects.requireNonNull(map.peers().get(node)).link();
  }

  private static Map<String, Wanted> nodes(String... names) {
    Map<String, Wanted> nodes = new TreeMap<>();
    for (String name : names) {
      int number = name.charAt(0);
      nodes.put(
          name, new Wanted("10.0.0." + number, List.of(Cidr.parse("10.244." + number + ".0/24"))));
    }
    return nodes;
  }
}
