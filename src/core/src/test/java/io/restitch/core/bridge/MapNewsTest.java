package io.restitch.core.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.net.Cidr;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a person is told of a map that changed. */
class MapNewsTest {
  private static final BridgeMap BEFORE =
      BridgeMap.none(Cidr.parse("100.127.192.0/18"))
          .next(
              List.of(),
              Map.of(
                  "a", at("10.0.0.1", "192.168.1.0/26"),
                  "b", at("10.0.0.2", "192.168.2.0/26"),
                  "c", at("10.0.0.3")));

  @Test
  void shouldTellOfEachNodeThatIsNotAsItWas() {
    // when
    BridgeMap after =
        BEFORE.next(
            List.of(),
            Map.of(
                "a", at("10.0.0.1", "192.168.1.0/26", "192.168.9.0/26"),
                "c", at("10.0.0.9"),
                "d", at("10.0.0.4", "10.244.1.0/24"),
                "e", at("10.0.0.5")));

    // then
    assertThat(MapNews.between(BEFORE, after))
        .containsExactly(
            "a: and 192.168.9.0/26",
            "b: gone",
            "c: now at 10.0.0.9",
            "d: new, with 10.244.1.0/24",
            "e: new, with no range yet");
    assertThat(MapNews.between(after, BEFORE)).contains("a: no longer 192.168.9.0/26");
    assertThat(MapNews.between(after, after)).isEmpty();
  }

  private static Wanted at(String address, String... ranges) {
    return new Wanted(address, List.of(ranges).stream().map(Cidr::parse).toList());
  }
}
