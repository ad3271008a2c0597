package io.restitch.lab;

import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.bridge.BridgePins;
import io.restitch.core.bridge.BridgeText;
import io.restitch.core.net.Cidr;
import io.restitch.lab.Commands.Ended;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two machines of each fabric for agents of the bridge, with a network between them that carries
 * nothing but packets of machines, and what the agents are told.
 */
final class BridgeGround implements AutoCloseable {
  static final List<String> HOSTS = List.of("b1", "b2", "g1", "g2");
  static final Map<String, String> PODS =
      Map.of("b1", "192.168.1.5", "b2", "192.168.2.5", "g1", "10.244.1.5", "g2", "10.244.2.5");

  private static final Path AGENT =
      Path.of("../../templates/bridge/agent.sh").toAbsolutePath().normalize();

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

  private final Room room;
  BridgePins pins = BridgePins.NONE;
  BridgeMap map =
      BridgeMap.none(Cidr.parse("100.127.192.0/18"))
          .next(List.of(Cidr.parse("192.168.0.0/16"), Cidr.parse("10.244.0.0/16")), wanted());

  private BridgeGround(Room room) {
    this.room = room;
  }

  static BridgeGround open() {
    Room room = Room.open();
    try {
      // As in the image: a busybox can do less.
      List.of("ping", "awk", "sed", "sort", "cut", "grep", "cmp", "md5sum", "tail")
          .forEach(tool -> room.shim(tool, "exec busybox " + tool + " \"$@\""));
      room.sh(GROUND).well();
      return new BridgeGround(room);
    } catch (Throwable e) {
      room.close();
      throw e;
    }
  }

  @Override
  public void close() {
    room.close();
  }

  /** Runs a script beside the machines. */
  Ended sh(String script) {
    return room.sh(script);
  }

  /** What the map says of the four. */
  static Map<String, Wanted> wanted() {
    Map<String, Wanted> wanted = new TreeMap<>();
    wanted.put("b1", new Wanted("10.0.0.11", List.of(Cidr.parse("192.168.1.0/26"))));
    wanted.put("b2", new Wanted("10.0.0.12", List.of(Cidr.parse("192.168.2.0/26"))));
    wanted.put("g1", new Wanted("10.0.0.21", List.of(Cidr.parse("10.244.1.0/24"))));
    wanted.put("g2", new Wanted("10.0.0.22", List.of(Cidr.parse("10.244.2.0/24"))));
    return wanted;
  }

  /** Tells all agents, and lets each apply it. */
  void everywhere() {
    write();
    HOSTS.forEach(this::once);
  }

  /** Tells all agents of map and pins. */
  void write() {
    write(BridgeText.of(map));
    room.sh("cat >/run/maps/pins <<'PINS'\n" + BridgeText.of(pins) + "PINS\n").well();
  }

  /** Tells all agents of a map as it is written. */
  void write(String text) {
    room.sh("cat >/run/maps/nodes <<'MAP'\n" + text + "MAP\n").well();
  }

  /** Lets an agent apply what it is told. */
  Ended once(String host) {
    return agent(host, "once").well();
  }

  /** Runs an agent. */
  Ended agent(String host, String word) {
    return room.sh(command(host, word));
  }

  /** What runs the agent on a machine. */
  static String command(String host, String word) {
    return "ip netns exec %1$s env NODE_NAME=%1$s LASTING=10.244.0.0/16 MAPS=/run/maps WORK=/run/work-%1$s dash %2$s %3$s"
        .formatted(host, AGENT, word);
  }

  /** What a script on a machine says. */
  String in(String host, String script) {
    return room.sh("ip netns exec " + host + " sh -c '" + script + "'").out();
  }

  /** Which pod reaches which. */
  String reached() {
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

  /** All main routing tables. */
  String main() {
    return room.sh("for h in b1 b2 g1 g2; do ip -n $h route show table main; done").well().out();
  }

  /** All that an agent may touch. */
  String everything() {
    return room.sh(
            """
            for h in b1 b2 g1 g2; do
              ip -n $h -o link show | sed 's/^[0-9]*: //'
              ip -n $h rule show
              ip -4 -n $h route show table all | sort
              ip -n $h neigh show nud permanent
              ip netns exec $h iptables-save | grep '^-A' || true
              ip netns exec $h sh -c 'grep . /proc/sys/net/ipv4/conf/*/rp_filter'
            done; ls /run | grep work || true
            """)
        .well()
        .out();
  }
}
