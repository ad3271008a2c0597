package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.render.HostScript;
import io.restitch.render.HostScripts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A machine is told clean only when nothing is left on it of what the bridge's agent made. */
@Tag("lab")
class BridgeLeftLabTest {
  private static final String SCAN = HostScripts.render(new HostScript.Scan());

  private final BridgeGround ground = BridgeGround.open();

  @AfterEach
  void close() {
    ground.close();
  }

  @Test
  void shouldNameAllThatAnAgentMadeWhenOnlyItsDeviceIsGone() {
    // given
    ground.pins = ground.pins.with("b2", Who.EVERYONE);
    ground.everywhere();
    ground.sh("mkdir /run/restitch-bridge; cp -r /run/work-b1/. /run/restitch-bridge").well();

    // when
    ground.in("b1", "ip link delete cni-restitch");

    // then
    assertThat(scanned())
        .contains(
            "\"ip-rule\", \"name\": \"32690: from all to 192.168.2.0/26 lookup 4242\"",
            "\"ip-rule\", \"name\": \"32700: from all to 192.168.0.0/16 lookup main"
                + " suppress_prefixlength 16\"",
            "\"ip-rule\", \"name\": \"32700: from all to 10.244.0.0/16 lookup main"
                + " suppress_prefixlength 16\"",
            "\"ip-rule\", \"name\": \"32701: from all to 100.127.192.0/18 lookup 4242\"",
            "\"route\", \"name\": \"throw 192.168.1.0/26 table 4242\"",
            " nat -A POSTROUTING -s 192.168.0.0/16 -d 10.244.0.0/16",
            " mangle -A POSTROUTING -o cni-restitch ",
            "\"file\", \"name\": \"/run/restitch-bridge\"");
  }

  @Test
  void shouldNameNothingOnceTheAgentTookItAway() {
    // given: the folder itself was a mount
    ground.everywhere();
    ground.sh("mkdir /run/restitch-bridge").well();
    assertThat(scanned()).contains("\"link\", \"name\": \"cni-restitch\"");

    // when
    ground.agent("b1", "remove").well();

    // then
    assertThat(scanned()).doesNotContain("restitch");
  }

  @Test
  void shouldTakeNothingOfOthersForItsOwn() {
    // when
    ground.in(
        "b1",
        """
        ip rule add pref 32700 to 172.16.0.0/12 lookup main
        ip rule add pref 100 to 172.16.0.0/12 lookup main suppress_prefixlength 12
        ip rule add pref 32702 to 172.16.0.0/12 lookup 99
        ip route add throw 172.16.0.0/12 table 4243
        ip link add cni-probe type bridge
        """);

    // then
    assertThat(scanned()).doesNotContain("restitch");
  }

  private String scanned() {
    return ground
        .sh("cat >/run/scan <<'SCAN'\n" + SCAN + "SCAN\nip netns exec b1 dash /run/scan")
        .well()
        .out();
  }
}
