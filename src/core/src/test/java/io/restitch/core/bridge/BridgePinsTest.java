package io.restitch.core.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.core.bridge.BridgePins.Pin;
import io.restitch.core.bridge.BridgePins.Who;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BridgePinsTest {
  private final BridgePins two =
      BridgePins.NONE.with("cp-1", Who.EVERYONE).with("worker-1", Who.ITSELF);

  @Test
  void shouldKeepSinceWhenEachPinIsThere() {
    assertThat(two.with("worker-2", Who.ITSELF).of("cp-1")).contains(new Pin(Who.EVERYONE, 1));
    assertThat(two.without("cp-1").of("worker-1")).contains(new Pin(Who.ITSELF, 2));
    assertThat(two.without("cp-1").generation()).isEqualTo(3);
  }

  @Test
  void shouldStayAsTheyAreWhenNothingChanges() {
    assertThat(two.with("cp-1", Who.EVERYONE)).isSameAs(two);
    assertThat(two.without("worker-9")).isSameAs(two);
  }

  @Test
  void shouldComeBackFromTheirText() {
    String text = BridgeText.of(two);

    assertThat(text).isEqualTo("generation 2\npin cp-1 everyone 1\npin worker-1 itself 2\nend 2\n");
    assertThat(BridgeText.pins(text)).isEqualTo(two);
    assertThatThrownBy(() -> BridgeText.pins("generation 2\npin cp-1 everyone 1\n"))
        .hasMessageContaining("cut off");
  }

  @Test
  void shouldReadWhatAnAgentSays() {
    assertThat(BridgeText.report("map=17 pins=2 applied=yes silent=w-1,w-2 alone=no"))
        .isEqualTo(new AgentReport(17, 2, true, new TreeSet<>(List.of("w-1", "w-2")), false));
    assertThat(BridgeText.report("map=17 pins=2 applied=no"))
        .isEqualTo(new AgentReport(17, 2, false, new TreeSet<>(), false));
    assertThatThrownBy(() -> BridgeText.report("no whole map in /etc/restitch-bridge"))
        .hasMessageContaining("no report");
  }
}
