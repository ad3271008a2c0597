package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.bridge.BridgePins;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.bridge.BridgeText;
import io.restitch.core.net.Cidr;
import io.restitch.lab.Commands.Ended;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bridge's agent on two machines of each fabric, with a network between them that carries
 * nothing but packets of machines: pods of both fabrics reach each other, by their own addresses,
 * and afterwards nothing is left of it.
 */
@Tag("lab")
class BridgeAgentLabTest {
  private static final Path AGENT =
      Path.of("../../templates/bridge/agent.sh").toAbsolutePath().normalize();
  private static final List<String> HOSTS = List.of("b1", "b2", "g1", "g2");
  private static final Map<String, String> PODS =
      Map.of("b1", "192.168.1.5", "b2", "192.168.2.5", "g1", "10.244.1.5", "g2", "10.244.2.5");

  /** Machines, a pod on each, and what each fabric has for itself: a VXLAN of its own. */
  private static final String GROUND =
      """
      set -eu
      mkdir -p /run/netns /run/maps
      ip link add under type bridge
      ip link set under up
      nft add table bridge under
      nft add chain bridge under forward '{ type filter hook forward priority 0; }'
      nft add rule bridge under forward ether type ip ip saddr != 10.0.0.0/24 drop
      host() { # NAME NUMBER POD_RANGE POD DEVICE VNI PEER PEER_NUMBER PEER_RANGE
        ip netns add "$1"; ip netns add "pod-$1"
        ip link add "u-$1" type veth peer name eth0 netns "$1"
        ip link set "u-$1" master under up
        ip -n "$1" link set lo up
        ip -n "$1" address add "10.0.0.$2/24" dev eth0
        ip -n "$1" link set eth0 up
        ip -n "$1" link add cali0 type veth peer name eth0 netns "pod-$1"
        ip -n "$1" address add 169.254.1.1/32 dev cali0
        ip -n "$1" link set cali0 up
        ip -n "$1" route add "$4" dev cali0
        ip -n "pod-$1" link set lo up
        ip -n "pod-$1" address add "$4/32" dev eth0
        ip -n "pod-$1" link set eth0 up
        ip -n "pod-$1" route add 169.254.1.1 dev eth0
        ip -n "pod-$1" route add default via 169.254.1.1 dev eth0
        ip -n "$1" link add "$5" address "02:00:00:00:$6:$2" type vxlan id "$6" local "10.0.0.$2" dev eth0 dstport 8472 nolearning
        ip -n "$1" address add "${3%%/*}/32" dev "$5"
        ip -n "$1" link set "$5" up
        ip -n "$1" neigh add "${9%%/*}" lladdr "02:00:00:00:$6:$8" dev "$5" nud permanent
        bridge -n "$1" fdb add "02:00:00:00:$6:$8" dev "$5" dst "10.0.0.$8" self permanent
        ip -n "$1" route add "$9" via "${9%%/*}" dev "$5" onlink
        ip netns exec "$1" sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv4/conf/all/rp_filter; echo 1 >/proc/sys/net/ipv4/conf/eth0/rp_filter'
      }
      host b1 11 192.168.1.0/26 192.168.1.5 vxlan.calico 40 b2 12 192.168.2.0/26
      host b2 12 192.168.2.0/26 192.168.2.5 vxlan.calico 40 b1 11 192.168.1.0/26
      host g1 21 10.244.1.0/24 10.244.1.5 flannel.1 10 g2 22 10.244.2.0/24
      host g2 22 10.244.2.0/24 10.244.2.5 flannel.1 10 g1 21 10.244.1.0/24
      # As flannel does: what leaves for elsewhere gets the machine's address.
      for g in g1 g2; do
        ip netns exec $g iptables -t nat -A POSTROUTING -s 10.244.0.0/16 -d 10.244.0.0/16 -j RETURN
        ip netns exec $g iptables -t nat -A POSTROUTING -s 10.244.0.0/16 ! -d 224.0.0.0/4 -j MASQUERADE
      done
      """;

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

  private final Room room = Room.open();
  private BridgePins pins = BridgePins.NONE;
  private BridgeMap map = BridgeMap.none(Cidr.parse("100.127.192.0/18"));

  @BeforeEach
  void layTheGround() {
    // As in the image: a busybox can do less.
    List.of("ping", "awk", "sed", "sort", "cut", "grep", "cmp", "md5sum", "tail")
        .forEach(tool -> room.shim(tool, "exec busybox " + tool + " \"$@\""));
    room.sh(GROUND).well();
    map = map(map);
  }

  @AfterEach
  void close() {
    room.close();
  }

  @Test
  void shouldLetEveryPodReachEveryOtherByItsOwnAddress() {
    // given
    assertThat(reached()).isEqualTo("b1-b2 b2-b1 g1-g2 g2-g1 ");

    // when
    everywhere();

    // then
    assertThat(reached())
        .isEqualTo("b1-b2 b1-g1 b1-g2 b2-b1 b2-g1 b2-g2 g1-b1 g1-b2 g1-g2 g2-b1 g2-b2 g2-g1 ");
    for (String[] pair : new String[][] {{"b1", "g2"}, {"g1", "b2"}, {"g1", "g2"}}) {
      assertThat(room.sh(ASKS.formatted(pair[0], pair[1], PODS.get(pair[1]))).well().out().strip())
          .as(pair[0] + " to " + pair[1])
          .isEqualTo(PODS.get(pair[0]));
    }
  }

  @Test
  void shouldKeepNothingInTheMainTableAndChangeNothingASecondTime() {
    // given
    String main = main();

    // when
    everywhere();

    // then
    assertThat(main()).isEqualTo(main);
    for (String host : HOSTS) {
      assertThat(once(host).out()).isEqualTo("map=1 pins=0 applied=yes changes=0\n");
    }
  }

  @Test
  void shouldLoseNoPacketOfAPinnedMachineWhoseNativeRoutesGo() {
    // given
    everywhere();
    pins = pins.with("b2", Who.EVERYONE);

    // when: pinned everywhere, then unnative, then native again, then unpinned, amid a stream
    everywhere();
    Ended stream =
        room.sh(
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
    pins = pins.without("b2");
    everywhere();
    assertThat(in("b1", "ip rule show")).doesNotContain("32690");
  }

  @Test
  void shouldReachABlockThatCalicoGaveAMomentAgoByANodeThatKnows() {
    // given: b2 has a block that the map does not know, and b1 does
    in("b2", "ip address add 192.168.9.65/32 dev lo");
    in("b1", "ip route add 192.168.9.64/26 via 192.168.2.0 dev vxlan.calico onlink");
    everywhere();
    String asks =
        "ip netns exec pod-g1 ping -c 1 -W 1 192.168.9.65 >/dev/null && echo answers || echo silent";
    assertThat(room.sh(asks).out()).isEqualTo("silent\n");

    // when
    map = map.next(map.pools(), Optional.of("b1"), wanted());
    everywhere();

    // then
    assertThat(room.sh(asks).out()).isEqualTo("answers\n");
    assertThat(in("b1", "ip route show table 4242")).doesNotContain("192.168.0.0/16");
    pins = pins.with("b2", Who.EVERYONE);
    everywhere();
    assertThat(in("b2", "ip route show table 4242")).doesNotContain("192.168.0.0/16");
  }

  /**
   * As an API server's to a webhook: to a Service, whose packets kube-proxy masquerades, and to a
   * node's port. The kernel would end it with each change of its way.
   */
  @ParameterizedTest
  @ValueSource(strings = {"10.96.0.9", "10.0.0.21"})
  void shouldKeepAConnectionOfANodeItselfThroughPinsAndTheEndOfTheBridge(String service) {
    // given
    pins = pins.with("g2", Who.EVERYONE);
    everywhere();
    String unpinned = BridgeText.of(pins.without("g2"));
    String pinnedAgain = BridgeText.of(pins.without("g2").with("g2", Who.EVERYONE));

    // when: by the bridge, by its own way, by the bridge again, and then there is none
    Ended talk =
        room.sh(
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
                    command("g1", "once"), command("g2", "once"), unpinned, pinnedAgain, service));

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

  @Test
  void shouldPutBackWhatSomebodyTookAway() {
    // given
    everywhere();

    // when
    in(
        "b1",
        "ip rule delete pref 32701 to 10.244.0.0/16; ip route delete 10.244.2.0/24 table 4242");
    in("g1", "ip link delete cni-restitch; iptables -t nat -F POSTROUTING");
    everywhere();

    // then
    assertThat(reached()).contains("b1-g2 ", "g1-b1 ", "g1-b2 ");
    assertThat(once("g1").out()).contains("changes=0");
  }

  @Test
  void shouldPutBackWithinTenSecondsWhatIsTakenAwayWhileItRuns() {
    // given
    everywhere();

    // when: each piece goes while the agent has nothing to do
    Ended ended =
        room.sh(
            """
            kept() { { ip -n b1 rule show; ip -n b1 route show table 4242; ip netns exec b1 bridge fdb show dev cni-restitch
              ip -n b1 -o -4 address show dev cni-restitch | cut -d' ' -f2-; ip netns exec b1 iptables -t nat -S POSTROUTING; } | sort; }
            %s >/run/agent.out & agent=$!
            until [ -e /run/work-b1/ready ]; do sleep 0.1; done
            kept >/run/before
            for takes in 'ip rule delete pref 32701 to 10.244.0.0/16' 'ip link delete cni-restitch' \
              'iptables -t nat -F POSTROUTING' 'ip address flush dev cni-restitch' \
              'bridge fdb show dev cni-restitch | while read -r mac _; do bridge fdb delete $mac dev cni-restitch; done'; do
              ip netns exec b1 sh -c "$takes"
              kept >/run/after && ! cmp -s /run/before /run/after || echo "nothing went: $takes"
              left=100
              until kept >/run/after; cmp -s /run/before /run/after || [ $((left -= 1)) = 0 ]; do sleep 0.1; done
              [ $left -gt 0 ] || { echo "not put back: $takes"; diff /run/before /run/after; }
            done
            kill $agent
            """
                .formatted(command("b1", "run")));

    // then
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void shouldFollowANodeThatGoesAndOneThatMoves() {
    // given
    everywhere();

    // when: g2 is gone, and b2 has another block
    Map<String, Wanted> wanted = wanted();
    wanted.remove("g2");
    wanted.put(
        "b2",
        new Wanted(
            "10.0.0.12", List.of(Cidr.parse("192.168.9.0/26"), Cidr.parse("192.168.1.77/32"))));
    map = map.next(map.pools(), wanted);
    pins = pins.with("b2", Who.EVERYONE);
    write();
    once("g1");

    // then
    assertThat(in("g1", "ip route show table 4242"))
        .contains("192.168.9.0/26 via 100.127.192.2 ", "192.168.1.77 via 100.127.192.2 ")
        .doesNotContain("192.168.2.0/26")
        .doesNotContain("10.244.2.0/24");
    assertThat(in("g1", "ip rule show")).contains("to 192.168.1.77 lookup 4242");
    assertThat(once("g1").out()).contains("changes=0");
    assertThat(in("g1", "bridge fdb show dev cni-restitch")).doesNotContain("10.0.0.22");
  }

  @Test
  void shouldBeAsAfterAWholePassWhenItRunsAndNodesComeGoAndChange() {
    // given
    Map<String, Wanted> more = new TreeMap<>(wanted());
    for (int i = 1; i <= 9; i++) {
      more.put("n" + i, node(i, i));
    }
    map = map.next(map.pools(), more);
    everywhere();

    // when: an agent that runs is told of one map after the other
    List<String> texts = new ArrayList<>();
    for (Map<String, Wanted> next :
        List.of(
            Map.of("n1", node(1, 1), "n2", node(2, 20), "n3", node(3, 4), "n4", node(4, 3)),
            Map.of("n2", node(2, 2), "n3", node(30, 4), "n11", node(11, 11)),
            Map.of("n11", node(12, 11), "n12", node(11, 12)))) {
      Map<String, Wanted> all = new TreeMap<>(wanted());
      all.putAll(next);
      map = map.next(map.pools(), all);
      texts.add(BridgeText.of(map));
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
        room.sh(
            command("b1", "run")
                + " >/run/agent.out 2>&1 & agent=$!\n"
                + "left=150; until grep -q applied=yes /run/agent.out || [ $((left -= 1)) = 0 ]; do sleep 0.1; done\n"
                + told
                + "kill $agent; cat /run/agent.out");

    // then: by steps, and to the same end
    assertThat(ended.out()).containsSubsequence("map=3 ", "map=4 ", "map=5 ");
    assertThat(ended.out().lines().filter(l -> l.endsWith("map.gone"))).hasSize(3);
    assertThat(once("b1").out()).isEqualTo("map=5 pins=0 applied=yes changes=0\n");
  }

  private static Wanted node(int address, int range) {
    return new Wanted(
        "10.0.0." + (100 + address), List.of(Cidr.parse("10.244." + (100 + range) + ".0/24")));
  }

  @Test
  void shouldNotApplyWhatWasCutOff() {
    // given
    everywhere();
    String whole = BridgeText.of(map);

    // when, then
    write(whole.substring(0, whole.indexOf("node g1")));
    assertThat(agent("b1", "once").out()).contains("no whole map");
    write("");
    assertThat(agent("b1", "once").out()).contains("no whole map");
    assertThat(reached()).contains("b1-g1 ");
  }

  @Test
  void shouldLeaveNothingBehind() {
    // given
    String before = everything();
    everywhere();
    in("b1", "ip rule add pref 32700 to 172.16.0.0/12 lookup main");
    in("b1", "ip rule delete pref 32700 to 172.16.0.0/12 lookup main");

    // when
    for (String host : HOSTS) {
      assertThat(agent(host, "remove").well().out()).isEqualTo("removed\n");
    }

    // then
    assertThat(everything()).isEqualTo(before);
    assertThat(agent("b1", "remove").well().out()).isEqualTo("removed\n");
  }

  @Test
  void shouldSayWhichPeerIsSilent() {
    // given
    everywhere();
    room.sh("ip link set u-g2 down").well();

    // when
    Ended ended =
        room.sh(command("b1", "run").replace("NODE_NAME", "timeout 8 env NODE_NAME") + " || true");

    // then
    assertThat(ended.out()).contains("map=1 pins=0 applied=yes silent=g2 alone=no");
    assertThat(ended.out()).doesNotContain("silent=-");
  }

  @Test
  void shouldTakeAllAwayWhenToldSoByAMapWithoutNodes() {
    // given
    String before = everything();
    everywhere();

    // when
    map = map.empty();
    write();
    Ended ended =
        room.sh(command("b1", "run").replace("NODE_NAME", "timeout 4 env NODE_NAME") + " || true");
    List.of("b2", "g1", "g2").forEach(h -> agent(h, "once"));

    // then
    assertThat(ended.out()).isEqualTo("map=2 pins=0 applied=yes\n");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void shouldSayWhetherNativeRoutesWouldDo() {
    // given: nodes of one fabric only, each with a route to the other
    map = BridgeMap.none(map.links());
    Map<String, Wanted> green = wanted();
    green.keySet().removeIf(n -> n.startsWith("b"));
    map = map.next(List.of(Cidr.parse("10.244.0.0/16")), green);
    write();
    once("g1");
    once("g2");
    String run = command("g1", "run").replace("NODE_NAME", "timeout 4 env NODE_NAME") + " || true";
    assertThat(room.sh(run).out()).contains("silent=- alone=yes");

    // when
    in("g1", "ip route delete 10.244.2.0/24");

    // then: it still answers, by the bridge
    assertThat(room.sh(run).out()).contains("silent=- alone=no");
  }

  @Test
  void shouldApplyFiveThousandNodesInSeconds() {
    // given
    Map<String, Wanted> many = new TreeMap<>(wanted());
    for (int i = 0; i < 5000; i++) {
      many.put(
          "n%04d".formatted(i),
          new Wanted(
              "10.%d.%d.%d".formatted(100 + i / 60_000, i / 250, i % 250 + 1),
              List.of(Cidr.parse("172.%d.%d.0/24".formatted(16 + i / 256, i % 256)))));
    }
    map = map.next(map.pools(), many);
    write();

    // when
    long began = System.nanoTime();
    String first = once("b1").out();
    Duration whole = Duration.ofNanos(System.nanoTime() - began);
    many.remove("n0007");
    map = map.next(map.pools(), many);
    write();
    String second = once("b1").out();

    // then
    System.out.println("5000 nodes applied in " + whole.toMillis() + " ms");
    assertThat(first).contains("applied=yes");
    assertThat(second).contains("changes=4\n");
    assertThat(whole).isLessThan(Duration.ofSeconds(5));
    assertThat(in("b1", "ip route show table 4242 | wc -l").strip()).isEqualTo("10004");
  }

  private static BridgeMap map(BridgeMap before) {
    return before.next(
        List.of(Cidr.parse("192.168.0.0/16"), Cidr.parse("10.244.0.0/16")), wanted());
  }

  private static Map<String, Wanted> wanted() {
    Map<String, Wanted> wanted = new TreeMap<>();
    wanted.put("b1", new Wanted("10.0.0.11", List.of(Cidr.parse("192.168.1.0/26"))));
    wanted.put("b2", new Wanted("10.0.0.12", List.of(Cidr.parse("192.168.2.0/26"))));
    wanted.put("g1", new Wanted("10.0.0.21", List.of(Cidr.parse("10.244.1.0/24"))));
    wanted.put("g2", new Wanted("10.0.0.22", List.of(Cidr.parse("10.244.2.0/24"))));
    return wanted;
  }

  private void everywhere() {
    write();
    HOSTS.forEach(this::once);
  }

  private void write() {
    write(BridgeText.of(map));
    room.sh("cat >/run/maps/pins <<'PINS'\n" + BridgeText.of(pins) + "PINS\n").well();
  }

  private void write(String text) {
    room.sh("cat >/run/maps/nodes <<'MAP'\n" + text + "MAP\n").well();
  }

  private Ended once(String host) {
    return agent(host, "once").well();
  }

  private Ended agent(String host, String word) {
    return room.sh(command(host, word));
  }

  private static String command(String host, String word) {
    return "ip netns exec %1$s env NODE_NAME=%1$s LASTING=10.244.0.0/16 MAPS=/run/maps WORK=/run/work-%1$s dash %2$s %3$s"
        .formatted(host, AGENT, word);
  }

  private String in(String host, String script) {
    return room.sh("ip netns exec " + host + " sh -c '" + script + "'").out();
  }

  /** Which pod reaches which. */
  private String reached() {
    return room.sh(
            """
            for a in b1:192.168.1.5 b2:192.168.2.5 g1:10.244.1.5 g2:10.244.2.5; do
              for b in b1:192.168.1.5 b2:192.168.2.5 g1:10.244.1.5 g2:10.244.2.5; do
                [ $a != $b ] || continue
                { ip netns exec pod-${a%%:*} ping -c 1 -W 1 ${b#*:} >/dev/null && echo "${a%%:*}-${b%%:*}"; } &
              done
            done | sort | tr '\\n' ' '
            """)
        .out();
  }

  private String main() {
    return room.sh("for h in b1 b2 g1 g2; do ip -n $h route show table main; done").well().out();
  }

  private String everything() {
    return room.sh(
            """
            for h in b1 b2 g1 g2; do
              ip -n $h -o link show | sed 's/^[0-9]*: //'
              ip -n $h rule show
              ip -4 -n $h route show table all | sort
              ip -n $h neigh show nud permanent
              ip netns exec $h iptables-save -t nat | grep -v '^#' | sed 's/\\[.*\\]//'
              ip netns exec $h sh -c 'grep . /proc/sys/net/ipv4/conf/*/rp_filter'
            done; ls /run | grep work || true
            """)
        .well()
        .out();
  }
}
