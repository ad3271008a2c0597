package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.bridge.BridgeText;
import io.restitch.core.net.Cidr;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the bridge's agent applies on machines of both fabrics: pods of both reach each other, by
 * their own addresses, and afterwards nothing is left of it.
 */
@Tag("lab")
class BridgeAgentLabTest {
  /** Who asks a pod, by the address that the pod sees. */
  private static final String ASKS =
      """
      ip netns exec pod-%2$s timeout 5 python3 -c '
      import socket
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("", 7)); s.settimeout(4)
      print(s.recvfrom(9)[1][0])' >/run/seen &
      for i in 1 2 3 4 5 6 7 8; do
        ip netns exec pod-%1$s python3 -c '
      import socket, time
      socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("%3$s", 7))'
        kill -0 $! 2>/dev/null || break
      done
      wait; cat /run/seen
      """;

  private final BridgeGround ground = BridgeGround.open();

  @AfterEach
  void close() {
    ground.close();
  }

  @Test
  void shouldLetEveryPodReachEveryOtherByItsOwnAddress() {
    // given
    assertThat(ground.reached()).isEqualTo("b1-b2 b2-b1 g1-g2 g2-g1 ");

    // when
    ground.everywhere();

    // then
    assertThat(ground.reached())
        .isEqualTo("b1-b2 b1-g1 b1-g2 b2-b1 b2-g1 b2-g2 g1-b1 g1-b2 g1-g2 g2-b1 g2-b2 g2-g1 ");
    for (String[] pair : new String[][] {{"b1", "g2"}, {"g1", "b2"}, {"g1", "g2"}}) {
      assertThat(
              ground
                  .sh(ASKS.formatted(pair[0], pair[1], BridgeGround.PODS.get(pair[1])))
                  .well()
                  .out()
                  .strip())
          .as(pair[0] + " to " + pair[1])
          .isEqualTo(BridgeGround.PODS.get(pair[0]));
    }
  }

  @Test
  void shouldKeepNothingInTheMainTableAndChangeNothingASecondTime() {
    // given
    String main = ground.main();

    // when
    ground.everywhere();

    // then
    assertThat(ground.main()).isEqualTo(main);
    for (String host : BridgeGround.HOSTS) {
      assertThat(ground.once(host).out()).isEqualTo("map=1 pins=0 applied=yes changes=0\n");
    }
  }

  @Test
  void shouldReachABlockThatCalicoGaveAMomentAgoByANodeThatKnows() {
    // given: b2 has a block that the map does not know, and b1 does
    ground.in("b2", "ip address add 192.168.9.65/32 dev lo");
    ground.in("b1", "ip route add 192.168.9.64/26 via 192.168.2.0 dev vxlan.calico onlink");
    ground.everywhere();
    String asks =
        "ip netns exec pod-g1 ping -c 1 -W 1 192.168.9.65 >/dev/null && echo answers || echo silent";
    assertThat(ground.sh(asks).out()).isEqualTo("silent\n");

    // when
    ground.map = ground.map.next(ground.map.pools(), Optional.of("b1"), BridgeGround.wanted());
    ground.everywhere();

    // then
    assertThat(ground.sh(asks).out()).isEqualTo("answers\n");
    assertThat(ground.in("b1", "ip route show table 4242")).doesNotContain("192.168.0.0/16");
    ground.pins = ground.pins.with("b2", Who.EVERYONE);
    ground.everywhere();
    assertThat(ground.in("b2", "ip route show table 4242")).doesNotContain("192.168.0.0/16");
  }

  @Test
  void shouldPutBackWhatSomebodyTookAway() {
    // given
    ground.everywhere();

    // when
    ground.in(
        "b1",
        "ip rule delete pref 32701 to 10.244.0.0/16; ip route delete 10.244.2.0/24 table 4242");
    ground.in("g1", "ip link delete cni-restitch; iptables -t nat -F POSTROUTING");
    ground.everywhere();

    // then
    assertThat(ground.reached()).contains("b1-g2 ", "g1-b1 ", "g1-b2 ");
    assertThat(ground.once("g1").out()).contains("changes=0");
  }

  @Test
  void shouldFollowANodeThatGoesAndOneThatMoves() {
    // given
    ground.everywhere();

    // when: g2 is gone, and b2 has another block
    Map<String, Wanted> wanted = BridgeGround.wanted();
    wanted.remove("g2");
    wanted.put(
        "b2",
        new Wanted(
            "10.0.0.12", List.of(Cidr.parse("192.168.9.0/26"), Cidr.parse("192.168.1.77/32"))));
    ground.map = ground.map.next(ground.map.pools(), wanted);
    ground.pins = ground.pins.with("b2", Who.EVERYONE);
    ground.write();
    ground.once("g1");

    // then
    assertThat(ground.in("g1", "ip route show table 4242"))
        .contains("192.168.9.0/26 via 100.127.192.2 ", "192.168.1.77 via 100.127.192.2 ")
        .doesNotContain("192.168.2.0/26")
        .doesNotContain("10.244.2.0/24");
    assertThat(ground.in("g1", "ip rule show")).contains("to 192.168.1.77 lookup 4242");
    assertThat(ground.once("g1").out()).contains("changes=0");
    assertThat(ground.in("g1", "bridge fdb show dev cni-restitch")).doesNotContain("10.0.0.22");
  }

  @Test
  void shouldNotApplyWhatWasCutOff() {
    // given
    ground.everywhere();
    String whole = BridgeText.of(ground.map);

    // when, then
    ground.write(whole.substring(0, whole.indexOf("node g1")));
    assertThat(ground.agent("b1", "once").out()).contains("no whole map");
    ground.write("");
    assertThat(ground.agent("b1", "once").out()).contains("no whole map");
    assertThat(ground.reached()).contains("b1-g1 ");
  }

  @Test
  void shouldLeaveNothingBehind() {
    // given
    String before = ground.everything();
    ground.everywhere();
    ground.in("b1", "ip rule add pref 32700 to 172.16.0.0/12 lookup main");
    ground.in("b1", "ip rule delete pref 32700 to 172.16.0.0/12 lookup main");

    // when
    for (String host : BridgeGround.HOSTS) {
      assertThat(ground.agent(host, "remove").well().out()).isEqualTo("removed\n");
    }

    // then
    assertThat(ground.everything()).isEqualTo(before);
    assertThat(ground.agent("b1", "remove").well().out()).isEqualTo("removed\n");
  }

  @Test
  void shouldApplyFiveThousandNodesInSeconds() {
    // given
    Map<String, Wanted> many = new TreeMap<>(BridgeGround.wanted());
    for (int i = 0; i < 5000; i++) {
      many.put(
          "n%04d".formatted(i),
          new Wanted(
              "10.%d.%d.%d".formatted(100 + i / 60_000, i / 250, i % 250 + 1),
              List.of(Cidr.parse("172.%d.%d.0/24".formatted(16 + i / 256, i % 256)))));
    }
    ground.map = ground.map.next(ground.map.pools(), many);
    ground.write();

    // when
    long began = System.nanoTime();
    String first = ground.once("b1").out();
    Duration whole = Duration.ofNanos(System.nanoTime() - began);
    many.remove("n0007");
    ground.map = ground.map.next(ground.map.pools(), many);
    ground.write();
    String second = ground.once("b1").out();

    // then
    System.out.println("5000 nodes applied in " + whole.toMillis() + " ms");
    assertThat(first).contains("applied=yes");
    assertThat(second).contains("changes=4\n");
    assertThat(whole).isLessThan(Duration.ofSeconds(5));
    assertThat(ground.in("b1", "ip route show table 4242 | wc -l").strip()).isEqualTo("10005");
  }
}
