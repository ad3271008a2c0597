package io.restitch.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.core.net.Cidr;
import io.restitch.core.probe.ProbeMap.Member;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who tries whom, and how it is told. */
class ProbeMapTest {
  private static final Cidr LINKS = Cidr.parse("100.127.192.0/18");

  @Test
  void shouldHaveEachOfAFewNodesTryAllOthers() {
    // when
    ProbeMap map = map(3, 1);

    // then
    assertThat(map.sampled()).isFalse();
    assertThat(map.members())
        .extracting(Member::targets)
        .containsExactly(List.of(2, 3), List.of(1, 3), List.of(1, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {51, 52, 400})
  void shouldHaveEachOfManyTryFourOthersAndBeTriedByFour(int count) {
    // when
    ProbeMap map = map(count, 7);

    // then
    Map<Integer, Integer> tried = new TreeMap<>();
    for (int n = 1; n <= count; n++) {
      List<Integer> targets = map.members().get(n - 1).targets();
      assertThat(targets).hasSize(4).doesNotHaveDuplicates().doesNotContain(n).isSorted();
      targets.forEach(t -> tried.merge(t, 1, Integer::sum));
    }
    assertThat(map.sampled()).isTrue();
    assertThat(tried).hasSize(count);
    assertThat(tried.values()).containsOnly(4);
  }

  @Test
  void shouldDrawTheSamePairsForTheSameSeedAndOthersForAnother() {
    assertThat(map(60, 1)).isEqualTo(map(60, 1));
    assertThat(map(60, 1).id()).isEqualTo(map(60, 1).id());
    assertThat(map(60, 1).id()).isNotEqualTo(map(60, 2).id());
  }

  @Test
  void shouldTellNodesByNumberBetweenItsFirstAndItsLastLine() {
    // when
    ProbeMap map = map(2, 1);

    // then
    assertThat(ProbeText.of(map))
        .isEqualTo(
            """
            probe %1$s
            links 100.127.192.0/18
            node 1 n0001 10.0.0.1 100.127.192.1 02:72:64:7f:c0:01 2
            node 2 n0002 10.0.0.2 100.127.192.2 02:72:64:7f:c0:02 1
            end %1$s
            """
                .formatted(map.id()));
  }

  @Test
  void shouldFitFiveThousandNodesIntoAConfigMap() {
    // given
    Map<String, String> many = new TreeMap<>();
    for (int i = 0; i < 5000; i++) {
      many.put(
          "ip-10-120-%d-%d.eu-central-1.compute.internal".formatted(i / 250, i % 250),
          "10.120.200.250");
    }

    // then
    assertThat(ProbeText.of(ProbeMap.of(LINKS, many, 1)).length()).isLessThan(950_000);
  }

  @Test
  void shouldReadWhatAProbeSays() {
    // when
    ProbeReport said =
        ProbeText.report(
            "probe=ab state=up mtu=1450 range=- devices=cni-restitch others=flannel.1,vx1"
                + " heard=2,3 fits=2:1450,3:1372 left=1 quiet=5\n");

    // then
    assertThat(said.probe()).isEqualTo("ab");
    assertThat(said.up()).isTrue();
    assertThat(said.machine().inRange()).isEmpty();
    assertThat(said.machine().devices()).containsExactly("cni-restitch");
    assertThat(said.machine().others()).containsExactly("flannel.1", "vx1");
    assertThat(said.reach().heard()).containsExactly(2, 3);
    assertThat(said.reach().fits()).isEqualTo(Map.of(2, 1450, 3, 1372));
    assertThat(said.reach().left()).isEqualTo(1);
    assertThat(said.reach().quiet()).isEqualTo(5);
  }

  @Test
  void shouldNotTakeAnotherLineForAReport() {
    for (String line :
        List.of("no whole map in /opt", "probe=ab state=sideways", "state=up fits=3")) {
      assertThatThrownBy(() -> ProbeText.report(line)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static ProbeMap map(int count, long seed) {
    Map<String, String> addresses = new TreeMap<>();
    for (int i = 1; i <= count; i++) {
      addresses.put("n%04d".formatted(i), "10.0.%d.%d".formatted(i / 250, i % 250));
    }
    return ProbeMap.of(LINKS, addresses, seed);
  }
}
