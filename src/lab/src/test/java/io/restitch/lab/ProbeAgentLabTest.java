package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.net.Cidr;
import io.restitch.core.probe.ProbeMap;
import io.restitch.core.probe.ProbeReport;
import io.restitch.core.probe.ProbeReport.State;
import io.restitch.core.probe.ProbeText;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The probes' agent on three machines with a network between them: what it finds is what that
 * network and those machines are, and nothing of it stays.
 */
@Tag("lab")
class ProbeAgentLabTest {
  private static final Path AGENT =
      Path.of("../../templates/probe/agent.sh").toAbsolutePath().normalize();
  private static final ProbeMap MAP =
      ProbeMap.of(
          Cidr.parse("100.127.192.0/18"),
          Map.of("a", "10.0.0.11", "b", "10.0.0.12", "c", "10.0.0.13"),
          1);

  private static final String GROUND =
      """
      set -eu
      mkdir -p /run/netns /run/maps
      ip link add under type bridge
      ip link set under up
      nft add table bridge under
      nft add chain bridge under forward '{ type filter hook forward priority 0; }'
      host() {
        ip netns add "$1"
        ip link add "u-$1" type veth peer name eth0 netns "$1"
        ip link set "u-$1" master under up
        ip -n "$1" link set lo up
        ip -n "$1" address add "10.0.0.$2/24" dev eth0
        ip -n "$1" link set eth0 up
        ip -n "$1" route add default via 10.0.0.1
        ip netns exec "$1" sh -c 'echo 1 >/proc/sys/net/ipv4/conf/all/rp_filter; echo 1 >/proc/sys/net/ipv4/conf/eth0/rp_filter'
      }
      host a 11
      host b 12
      host c 13
      """;

  /** Starts agents, waits until each has said what a pattern names, and ends them. */
  private static final String UNTIL =
      """
      for h in a b c; do
        ip netns exec $h env NODE_NAME=$h MAPS=/run/maps WORK=/run/work-$h LIFE=%2$s \
          busybox sh %1$s run >/run/$h.said 2>/run/$h.err &
        echo $! >/run/$h.pid
      done
      for h in a b c; do
        # 50 seconds at most
        timeout 50 sh -c 'until grep -Eq "%3$s" /run/'$h'.said; do sleep 0.2; done'
      done
      """;

  private static final String ENDED =
      """
      for h in a b c; do kill $(cat /run/$h.pid); done
      wait
      """;

  private static final String SETTLED = "left=0|quiet=[5-9]|state=[^u]";

  private final Room room = Room.open();

  @BeforeEach
  void layTheGround() {
    // What Flannel's image has: a busybox, and iproute2 beside it.
    List.of("ping", "awk", "sed", "sort", "tr", "head", "date", "grep")
        .forEach(tool -> room.shim(tool, "exec busybox " + tool + " \"$@\""));
    room.sh(GROUND).well();
    room.sh("cat >/run/maps/nodes <<'MAP'\n" + ProbeText.of(MAP) + "MAP\n").well();
  }

  @AfterEach
  void close() {
    room.close();
  }

  @Test
  void shouldReachEveryoneInFullSizeAndLeaveNothingBehind() {
    // given
    String before = everything();

    // when
    probe();

    // then
    for (int n = 1; n <= 3; n++) {
      ProbeReport said = said(n);
      assertThat(said.probe()).isEqualTo(MAP.id());
      assertThat(said.machine())
          .isEqualTo(new ProbeReport.Machine(State.UP, 1450, List.of(), List.of(), List.of()));
      assertThat(said.reach().left()).isZero();
      assertThat(said.reach().heard()).hasSize(2).doesNotContain(n);
      assertThat(said.reach().fits().values()).containsExactly(1450, 1450);
    }
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void shouldTellWhichWayIsClosed() {
    // given
    drop("ip saddr 10.0.0.11 ip daddr 10.0.0.12 udp dport 8472");

    // when
    probe();

    // then: b does not hear a, a hears b, and none of them is answered
    assertThat(said(1).reach().heard()).containsExactly(2, 3);
    assertThat(said(2).reach().heard()).containsExactly(3);
    assertThat(said(1).reach().fits()).containsOnlyKeys(3);
    assertThat(said(2).reach().fits()).containsOnlyKeys(3);
    assertThat(said(3).reach().fits()).containsOnlyKeys(1, 2);
  }

  @Test
  void shouldSayTheLargestPacketThatPasses() {
    // given: frames of 1436 bytes pass from a to b, and no larger ones
    drop("ip saddr 10.0.0.11 ip daddr 10.0.0.12 meta length gt 1436");

    // when
    probe();

    // then
    assertThat(said(1).reach().fits()).isEqualTo(Map.of(2, 1386, 3, 1450));
    assertThat(said(2).reach().fits()).isEqualTo(Map.of(1, 1386, 3, 1450));
  }

  @Test
  void shouldNameWhatUsesTheRangeOfLinks() {
    // given
    room.sh("ip -n a address add 100.127.200.1/24 dev lo").well();
    room.sh("ip -n b route add 100.64.0.0/10 via 10.0.0.1").well();
    room.sh("ip -n c route add 100.127.0.0/17 via 10.0.0.1").well();

    // when
    probe();

    // then
    assertThat(said(1).machine().inRange()).containsExactly("100.127.200.1/24@lo");
    assertThat(said(2).machine().inRange()).containsExactly("100.64.0.0/10@eth0");
    assertThat(said(3).machine().inRange()).isEmpty();
  }

  @Test
  void shouldShareThePortWithAFlannelAndNameItAndADeviceOfOurs() {
    // given
    room.sh(
            """
            set -e
            ip -n a link add flannel.1 type vxlan id 1 local 10.0.0.11 dev eth0 dstport 8472 nolearning
            ip -n a link set flannel.1 up
            ip -n b link add cni-restitch type bridge
            """)
        .well();

    // when
    probe();

    // then
    assertThat(said(1).machine().others()).containsExactly("flannel.1");
    assertThat(said(2).machine().devices()).containsExactly("cni-restitch");
    assertThat(said(1).reach().left() + said(2).reach().left()).isZero();
    assertThat(room.sh("ip -n a link show flannel.1; ip -n b link show cni-restitch").out())
        .contains("flannel.1", "cni-restitch");
  }

  @Test
  void shouldSayThatAnotherProgramHasThePort() {
    // given
    room.sh(
            """
            ip netns exec b python3 -c '
            import socket, time
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("", 8472))
            open("/run/bound", "w").close(); time.sleep(60)' &
            echo $! >/run/python.pid
            timeout 20 sh -c 'until [ -e /run/bound ]; do sleep 0.1; done'
            """
                + UNTIL.formatted(AGENT, 600, SETTLED)
                + ENDED.replace("wait", "kill $(cat /run/python.pid); wait"))
        .well();

    // then
    assertThat(said(2).machine().state()).isEqualTo(State.TAKEN);
    assertThat(said(1).reach().fits()).containsOnlyKeys(3);
    assertThat(room.sh("ip -n b link show").out()).doesNotContain("cni-probe");
  }

  @Test
  void shouldTakeAwayWhatAKilledOneLeftWhenItStartsAgain() {
    // given
    String before = everything();
    room.sh(
            UNTIL.formatted(AGENT, 600, "heard=[0-9]")
                + "for h in a b c; do kill -9 $(cat /run/$h.pid); done; wait")
        .out();
    assertThat(room.sh("ip -n a link show; ip -n a rule show").out())
        .contains("cni-probe", "lookup 4243");

    // when
    probe();

    // then
    assertThat(said(1).reach().left()).isZero();
    assertThat(said(1).machine().devices()).isEmpty();
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void shouldTakeAllAwayByItselfWhenItsTimeIsOver() {
    // given
    String before = everything();

    // when
    room.sh(UNTIL.formatted(AGENT, 3, "state=over")).well();

    // then
    assertThat(said(1).machine().state()).isEqualTo(State.OVER);
    assertThat(everything()).isEqualTo(before);
    room.sh(ENDED).well();
  }

  @Test
  void shouldLeaveADeviceOfItsNameThatIsNotItsOwn() {
    // given
    room.sh("ip -n a link add cni-probe type bridge").well();

    // when
    probe();

    // then
    assertThat(said(1).machine().state()).isEqualTo(State.FAILED);
    assertThat(said(1).machine().devices()).containsExactly("cni-probe");
    assertThat(room.sh("ip -n a link show cni-probe").out()).contains("cni-probe");
  }

  private void probe() {
    room.sh(UNTIL.formatted(AGENT, 600, SETTLED) + ENDED).well();
  }

  private void drop(String what) {
    room.sh("nft add rule bridge under forward " + what + " drop").well();
  }

  /** What a node's probe said last. */
  private ProbeReport said(int number) {
    String name = MAP.members().get(number - 1).name();
    return ProbeText.report(
        room.sh("grep ^probe= /run/" + name + ".said | tail -n 1").well().out());
  }

  private String everything() {
    return room.sh(
            """
            for h in a b c; do
              ip -n $h -o link show | sed 's/^[0-9]*: //'
              ip -n $h rule show
              ip -4 -n $h route show table all | sort
              ip -n $h neigh show nud permanent
              ip netns exec $h iptables-save
            done; ls /run | grep work || true
            """)
        .well()
        .out();
  }
}
