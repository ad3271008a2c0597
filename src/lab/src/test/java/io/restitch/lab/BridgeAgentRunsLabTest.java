package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.bridge.BridgeText;
import io.restitch.core.net.Cidr;
import io.restitch.lab.Commands.Ended;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bridge's agent while it runs, and while what it is told changes: connections last, what
 * somebody takes away comes back, and it says how it stands.
 */
@Tag("lab")
class BridgeAgentRunsLabTest {
  private final BridgeGround ground = BridgeGround.open();

  @AfterEach
  void close() {
    ground.close();
  }

  @Test
  void shouldLoseNoPacketOfAPinnedMachineWhoseNativeRoutesGo() {
    // given
    ground.everywhere();
    ground.pins = ground.pins.with("b2", Who.EVERYONE);

    // when: pinned everywhere, then unnative, then native again, then unpinned, amid a stream
    ground.everywhere();
    Ended stream =
        ground.sh(
            """
            ip netns exec pod-b1 ping -i 0.05 -c 100 -W 1 192.168.2.5 >/run/ping &
            sleep 1
            ip -n b1 route delete 192.168.2.0/26
            ip -n b2 route delete 192.168.1.0/26
            ip -n b1 link set vxlan.calico down
            sleep 2
            ip -n b1 link set vxlan.calico up
            ip -n b1 neigh replace 192.168.2.0 lladdr 02:00:00:00:40:12 dev vxlan.calico nud permanent
            ip -n b1 route add 192.168.2.0/26 via 192.168.2.0 dev vxlan.calico onlink
            ip -n b2 route add 192.168.1.0/26 via 192.168.1.0 dev vxlan.calico onlink
            wait
            grep received /run/ping
            """);

    // then
    assertThat(stream.well().out()).contains("100 packets received");
    ground.pins = ground.pins.without("b2");
    ground.everywhere();
    assertThat(ground.in("b1", "ip rule show")).doesNotContain("32690");
  }

  /**
   * As an API server's to a webhook: to a Service, whose packets kube-proxy masquerades, and to a
   * node's port. The kernel would end it with each change of its way.
   */
  @ParameterizedTest
  @ValueSource(strings = {"10.96.0.9", "10.0.0.21"})
  void shouldKeepAConnectionOfANodeItselfThroughPinsAndTheEndOfTheBridge(String service) {
    // given
    ground.pins = ground.pins.with("g2", Who.EVERYONE);
    ground.everywhere();
    String unpinned = BridgeText.of(ground.pins.without("g2"));
    String pinnedAgain = BridgeText.of(ground.pins.without("g2").with("g2", Who.EVERYONE));

    // when: by the bridge, by its own way, by the bridge again, and then there is none
    Ended talk =
        ground.sh(
            """
            ip netns exec g1 sh -c '
              iptables -t nat -N KUBE-POSTROUTING
              iptables -t nat -A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
              iptables -t nat -A KUBE-POSTROUTING -j MASQUERADE
              iptables -t nat -I POSTROUTING -j KUBE-POSTROUTING
              iptables -t nat -A OUTPUT -d %5$s -p tcp --dport 30080 -j MARK --set-mark 0x4000/0x4000
              iptables -t nat -A OUTPUT -d %5$s -p tcp --dport 30080 -j DNAT --to-destination 10.244.2.5:9
              ip route add 10.96.0.0/16 dev eth0 src 10.0.0.21'
            %1$s >/run/agent
            ip netns exec pod-g2 python3 -c '
            import socket
            s = socket.create_server(("10.244.2.5", 9)); c, who = s.accept(); print(who[0], flush=True)
            while (b := c.recv(9)): c.sendall(b)' >/run/who &
            until ip netns exec pod-g2 ss -ltn | grep -q :9; do sleep 0.1; done
            ip netns exec g1 python3 -c '
            import socket, time
            s = socket.create_connection(("%5$s", 30080), 2); s.settimeout(1)
            while True:
              s.sendall(b"x"); s.recv(1); print("answered", flush=True); time.sleep(0.05)' >/run/talk 2>/run/broke &
            talks() {
              want=$(($(wc -l </run/talk) + 10)) left=100
              until [ "$(wc -l </run/talk)" -ge "$want" ] || [ $((left -= 1)) = 0 ]; do sleep 0.1; done
              if [ $left -gt 0 ]; then echo "talks $1"; else echo "silent $1: $(tail -n 1 /run/broke)"; fi
            }
            talks "by the bridge"
            printf '%%s' '%3$s' >/run/maps/pins; %1$s >/run/agent; %2$s >/run/agent
            talks "by its own way"
            printf '%%s' '%4$s' >/run/maps/pins; %1$s >/run/agent; %2$s >/run/agent
            talks "by the bridge again"
            printf 'generation 9\nlinks 100.127.192.0/18\nend 9\n' >/run/maps/nodes; %1$s >/run/agent; %2$s >/run/agent
            talks "without a bridge"
            cat /run/who
            pkill -s 0 python3
            """
                .formatted(
                    BridgeGround.command("g1", "once"),
                    BridgeGround.command("g2", "once"),
                    unpinned,
                    pinnedAgain,
                    service));

    // then
    assertThat(talk.out())
        .as(talk.err())
        .isEqualTo(
            """
            talks by the bridge
            talks by its own way
            talks by the bridge again
            talks without a bridge
            10.244.1.0
            """);
  }

  /**
   * A pin of a machine and its way to blocks that nobody knows exclude each other, and one comes
   * before the other goes.
   */
  @Test
  void shouldReachItsOwnPodsWhileItsPinComes() {
    // given
    ground.map = ground.map.next(ground.map.pools(), Optional.of("b1"), BridgeGround.wanted());
    ground.everywhere();

    // when: what the agent adds first
    ground.in("b2", "ip rule add pref 32690 to 192.168.0.0/16 lookup 4242");

    // then
    assertThat(ground.reached()).contains("g1-b2", "b1-b2");
  }

  /**
   * Calico's pods may have the machines' whole MTU. A node's socket to a port of its own goes by
   * the loopback's, and what is too long for the bridge is not sent again in smaller pieces.
   */
  @Test
  void shouldLetANodeCallAPodWithMoreThanAFrameByItsOwnPort() {
    // given
    ground.everywhere();

    // when
    Ended call =
        ground.sh(
            """
            ip netns exec g1 iptables -t nat -A OUTPUT -d 10.0.0.21 -p tcp --dport 30080 -j DNAT --to-destination 192.168.1.5:9
            ip netns exec pod-b1 python3 -c '
            import socket
            c, _ = socket.create_server(("192.168.1.5", 9)).accept(); c.settimeout(9); n = 0
            while n < 9000: n += len(c.recv(9000))
            c.sendall(b"y" * 9000)' &
            until ip netns exec pod-b1 ss -ltn | grep -q :9; do sleep 0.1; done
            ip netns exec g1 python3 -c '
            import socket
            s = socket.create_connection(("10.0.0.21", 30080), 5); s.settimeout(5); s.sendall(b"x" * 9000); n = 0
            while n < 9000: n += len(s.recv(9000))
            print("answered")'
            kill $! 2>/dev/null || true
            """);

    // then
    assertThat(call.out()).as(call.err()).isEqualTo("answered\n");
  }

  /**
   * Pods of Calico's may have the machines' whole MTU where nothing wraps their packets. The bridge
   * does, and what is under way then learns that less fits.
   */
  @Test
  void shouldKeepAStreamOfWholeFramesWhenItsMachineIsPinnedAndUnpinned() {
    // given
    ground.everywhere();
    String unpinned = BridgeText.of(ground.pins);
    String pinned = BridgeText.of(ground.pins.with("b2", Who.EVERYONE));
    String agents =
        BridgeGround.command("b1", "once") + " && " + BridgeGround.command("b2", "once");

    // when
    Ended stream =
        ground.sh(
            """
            nft flush chain bridge under forward
            ip -n b1 route replace 192.168.2.0/26 via 10.0.0.12 dev eth0
            ip -n b2 route replace 192.168.1.0/26 via 10.0.0.11 dev eth0
            ip netns exec pod-b2 python3 -c '
            import socket, time
            c, _ = socket.create_server(("192.168.2.5", 9)).accept(); n, gap, last = 0, 0, time.monotonic()
            while (b := c.recv(65536)):
              now = time.monotonic(); n += len(b); gap = max(gap, now - last); last = now
              print(n, flush=True)
            print("gap over a second" if gap > 1 else "no gap", n, flush=True)' >/run/heard &
            until ip netns exec pod-b2 ss -ltn | grep -q :9; do sleep 0.1; done
            ip netns exec pod-b1 python3 -c '
            import os, socket, time
            s = socket.create_connection(("192.168.2.5", 9), 2); s.settimeout(5); n = 0
            while not os.path.exists("/run/enough"):
              s.sendall(b"x" * 6000); n += 6000; time.sleep(0.005)
            print("no gap", n)' >/run/sent &
            heard() { tail -n 1 /run/heard | cut -d' ' -f1; }
            flows() {
              want=$((${from:=0} + 1000000)) left=100
              until now=$(heard); [ "${now:-0}" -ge "$want" ] || [ $((left -= 1)) = 0 ]; do sleep 0.1; done
              from=$now
              if [ $left -gt 0 ]; then echo "flows $1"; else echo "stands still $1"; fi
            }
            flows "by Calico"
            printf '%%s' '%2$s' >/run/maps/pins; { %1$s; } >/run/agents
            flows "by the bridge"
            ip netns exec pod-b1 ss -tin dst 192.168.2.5 | grep -o ' mss:[0-9]*' | tr -d ' '
            printf '%%s' '%3$s' >/run/maps/pins; { %1$s; } >/run/agents
            flows "by Calico again"
            touch /run/enough; wait
            tail -n 1 /run/heard | cmp - /run/sent && tail -n 1 /run/heard | cut -d' ' -f1,2
            """
                .formatted(agents, pinned, unpinned));

    // then
    assertThat(stream.out())
        .as(stream.err())
        .isEqualTo(
            """
            flows by Calico
            flows by the bridge
            mss:1398
            flows by Calico again
            no gap
            """);
  }

  @Test
  void shouldPutBackWithinTenSecondsWhatIsTakenAwayWhileItRuns() {
    // given
    ground.everywhere();

    // when: each piece goes while the agent has nothing to do
    Ended ended =
        ground.sh(
            """
            kept() { { ip -n b1 rule show; ip -n b1 route show table 4242; ip netns exec b1 bridge fdb show dev cni-restitch
              ip -n b1 -o -4 address show dev cni-restitch | cut -d' ' -f2-; ip netns exec b1 iptables -t nat -S POSTROUTING
              ip netns exec b1 iptables -t mangle -S POSTROUTING; } | sort; }
            %s >/run/agent.out & agent=$!
            until [ -e /run/work-b1/ready ]; do sleep 0.1; done
            kept >/run/before
            for takes in 'ip rule delete pref 32701 to 10.244.0.0/16' 'ip link delete cni-restitch' \
              'iptables -t nat -F POSTROUTING' 'iptables -t mangle -F POSTROUTING' 'ip address flush dev cni-restitch' \
              'bridge fdb show dev cni-restitch | while read -r mac _; do bridge fdb delete $mac dev cni-restitch; done'; do
              ip netns exec b1 sh -c "$takes"
              kept >/run/after && ! cmp -s /run/before /run/after || echo "nothing went: $takes"
              left=100
              until kept >/run/after; cmp -s /run/before /run/after || [ $((left -= 1)) = 0 ]; do sleep 0.1; done
              [ $left -gt 0 ] || { echo "not put back: $takes"; diff /run/before /run/after; }
            done
            kill $agent
            """
                .formatted(BridgeGround.command("b1", "run")));

    // then
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void shouldBeAsAfterAWholePassWhenItRunsAndNodesComeGoAndChange() {
    // given
    Map<String, Wanted> more = new TreeMap<>(BridgeGround.wanted());
    for (int i = 1; i <= 9; i++) {
      more.put("n" + i, node(i, i));
    }
    ground.map = ground.map.next(ground.map.pools(), more);
    ground.everywhere();

    // when: an agent that runs is told of one map after the other
    List<String> texts = new ArrayList<>();
    for (Map<String, Wanted> next :
        List.of(
            Map.of("n1", node(1, 1), "n2", node(2, 20), "n3", node(3, 4), "n4", node(4, 3)),
            Map.of("n2", node(2, 2), "n3", node(30, 4), "n11", node(11, 11)),
            Map.of("n11", node(12, 11), "n12", node(11, 12)))) {
      Map<String, Wanted> all = new TreeMap<>(BridgeGround.wanted());
      all.putAll(next);
      ground.map = ground.map.next(ground.map.pools(), all);
      texts.add(BridgeText.of(ground.map));
    }
    StringBuilder told = new StringBuilder();
    for (String text : texts) {
      String generation = text.lines().findFirst().orElseThrow().split(" ")[1];
      told.append(
          """
          cat >/run/maps/new <<'MAP'
          %sMAP
          mv /run/maps/new /run/maps/nodes
          left=150; until grep -q "map=%s " /run/agent.out || [ $((left -= 1)) = 0 ]; do sleep 0.1; done
          ls /run/work-b1/map.gone && rm /run/work-b1/map.gone
          """
              .formatted(text, generation));
    }
    Ended ended =
        ground.sh(
            BridgeGround.command("b1", "run")
                + " >/run/agent.out 2>&1 & agent=$!\n"
                + "left=150; until grep -q applied=yes /run/agent.out || [ $((left -= 1)) = 0 ]; do sleep 0.1; done\n"
                + told
                + "kill $agent; cat /run/agent.out");

    // then: by steps, and to the same end
    assertThat(ended.out()).containsSubsequence("map=3 ", "map=4 ", "map=5 ");
    assertThat(ended.out().lines().filter(l -> l.endsWith("map.gone"))).hasSize(3);
    assertThat(ground.once("b1").out()).isEqualTo("map=5 pins=0 applied=yes changes=0\n");
  }

  @Test
  void shouldSayWhichPeerIsSilent() {
    // given
    ground.everywhere();
    ground.sh("ip link set u-g2 down").well();

    // when
    Ended ended =
        ground.sh(
            BridgeGround.command("b1", "run").replace("NODE_NAME", "timeout 8 env NODE_NAME")
                + " || true");

    // then
    assertThat(ended.out()).contains("map=1 pins=0 applied=yes silent=g2 alone=no");
    assertThat(ended.out()).doesNotContain("silent=-");
  }

  @Test
  void shouldTakeAllAwayWhenToldSoByAMapWithoutNodes() {
    // given
    String before = ground.everything();
    ground.everywhere();

    // when
    ground.map = ground.map.empty();
    ground.write();
    Ended ended =
        ground.sh(
            BridgeGround.command("b1", "run").replace("NODE_NAME", "timeout 4 env NODE_NAME")
                + " || true");
    List.of("b2", "g1", "g2").forEach(h -> ground.agent(h, "once"));

    // then
    assertThat(ended.out()).isEqualTo("map=2 pins=0 applied=yes\n");
    assertThat(ground.everything()).isEqualTo(before);
  }

  @Test
  void shouldSayWhetherNativeRoutesWouldDo() {
    // given: nodes of one fabric only, each with a route to the other
    ground.map = BridgeMap.none(ground.map.links());
    Map<String, Wanted> green = BridgeGround.wanted();
    green.keySet().removeIf(n -> n.startsWith("b"));
    ground.map = ground.map.next(List.of(Cidr.parse("10.244.0.0/16")), green);
    ground.write();
    ground.once("g1");
    ground.once("g2");
    String run =
        BridgeGround.command("g1", "run").replace("NODE_NAME", "timeout 4 env NODE_NAME")
            + " || true";
    assertThat(ground.sh(run).out()).contains("silent=- alone=yes");

    // when
    ground.in("g1", "ip route delete 10.244.2.0/24");

    // then: it still answers, by the bridge
    assertThat(ground.sh(run).out()).contains("silent=- alone=no");
  }

  private static Wanted node(int address, int range) {
    return new Wanted(
        "10.0.0." + (100 + address), List.of(Cidr.parse("10.244." + (100 + range) + ".0/24")));
  }
}
