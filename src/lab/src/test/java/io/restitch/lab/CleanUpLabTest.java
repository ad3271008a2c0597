package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.restitch.core.action.HostAction.Task;
import io.restitch.lab.CalicoFixture.Form;
import io.restitch.lab.Commands.Ended;
import io.restitch.render.HostScript;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The clean-up takes all of Calico away and nothing else, on what genuine nodes held, among more
 * than 200 rules of others. What is Calico's is told apart by the test itself.
 */
@Tag("lab")
class CleanUpLabTest {
  private static final HostScript REMOVE = new HostScript.Plain(Task.REMOVE_CALICO);
  private static final HostScript SCAN = new HostScript.Scan();

  /**
   * Kills the script that runs when the call whose number is in /run/kill-at is about to happen.
   */
  private static final String KILLER =
      """
      case "$name $*" in *delete* | *destroy* | *flush* | *-restore* | rm* | umount*)
        calls=$(($(cat /run/calls 2>/dev/null || echo 0) + 1))
        echo $calls >/run/calls
        [ "$calls" != "$(cat /run/kill-at 2>/dev/null)" ] || kill -s KILL -- -"$(cat /run/session)"
      esac
      exec "$real" "$@"
      """;

  private static final String[] CHANGING = {
    "ip",
    "ipset",
    "nft",
    "rm",
    "umount",
    "iptables-nft-restore",
    "iptables-legacy-restore",
    "ip6tables-nft-restore",
    "ip6tables-legacy-restore"
  };

  private Room room = Room.open();

  @AfterEach
  void close() {
    room.close();
  }

  static Stream<Arguments> everyForm() {
    return Arrays.stream(CalicoFixture.values())
        .flatMap(f -> Arrays.stream(Form.values()).map(form -> arguments(f, form)));
  }

  @ParameterizedTest
  @MethodSource("everyForm")
  void shouldTakeAllOfCalicoAndNothingElse(CalicoFixture fixture, Form form) {
    // given
    fixture.load(room, form);
    ForeignState.load(room);
    NetworkState before = NetworkState.of(room);
    NetworkState others = before.withoutCalico();
    assertThat(others.rules()).isGreaterThan(200);
    assertThat(before.rules() - others.rules()).isGreaterThan(80);

    // when
    Ended scanned = room.run(SCAN);
    Ended removed = room.run(REMOVE);
    Ended again = room.run(REMOVE);

    // then
    assertThat(scanned.well().out()).contains("\"calico\"");
    assertThat(removed.status()).as(removed.err()).isZero();
    assertThat(removed.out()).isEmpty();
    NetworkState.of(room).shouldBe(others, "after the clean-up");
    assertThat(room.run(SCAN).well().out()).doesNotContain("\"calico\"");
    assertThat(again.well().err()).contains("nothing of Calico is left");
    System.out.printf(
        "%s %s: %d lines of Calico's gone, %d of others the same, among them %d rules%n",
        fixture,
        form,
        before.lines().size() - others.lines().size(),
        others.lines().size(),
        others.rules());
  }

  @Test
  void shouldEndTheSameWhenKilledHalfWayAndRunAgain() {
    // given
    // when
    // then
    killedAndRunAgain(5);
  }

  @Test
  @Tag("drill")
  void shouldEndTheSameWhenKilledAnywhereAndRunAgain() {
    // given
    // when
    // then
    killedAndRunAgain(1);
  }

  private void killedAndRunAgain(int every) {
    int calls = callsOfOneRun();
    assertThat(calls).isGreaterThan(20);
    int killed = 0;
    for (int at : IntStream.rangeClosed(1, calls).filter(n -> n % every == 0).toArray()) {
      freshRoom();
      room.sh("echo " + at + " >/run/kill-at").well();
      NetworkState others = NetworkState.of(room).withoutCalico();

      Ended broken = room.run(REMOVE);
      room.sh("rm -f /run/kill-at").well();
      Ended again = room.run(REMOVE);

      killed += broken.status() == 0 ? 0 : 1;
      assertThat(broken.status()).as("killed at call " + at).isNotZero();
      assertThat(again.status()).as("after call " + at + ": " + again.err()).isZero();
      NetworkState.of(room).shouldBe(others, "after call " + at);
      assertThat(room.run(SCAN).well().out()).doesNotContain("\"calico\"");
    }
    System.out.printf("killed at %d of %d calls that change something%n", killed, calls);
  }

  private int callsOfOneRun() {
    freshRoom();
    room.run(REMOVE).well();
    return Integer.parseInt(room.sh("cat /run/calls").well().out().strip());
  }

  private void freshRoom() {
    room.close();
    room = Room.open();
    CalicoFixture.M1.load(room, Form.NFT);
    ForeignState.load(room);
    for (String name : CHANGING) {
      room.shim(name, KILLER);
    }
  }

  @Test
  void shouldPutTablesBackWhenALaterOneCannotBeChanged() {
    // given
    CalicoFixture.W1.load(room, Form.NFT);
    ForeignState.load(room);
    NetworkState before = NetworkState.of(room);
    room.shim(
        "iptables-nft-restore",
        """
        changes=$(cat)
        case "$* $changes" in *--test*) ;; *'*nat'*'-D '*) exit 1 ;; esac
        printf '%s\\n' "$changes" | "$real" "$@"
        """);

    // when
    Ended ended = room.run(REMOVE);

    // then
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("table nat; putting back: filter mangle");
    assertThat(rules(NetworkState.of(room))).containsExactlyElementsOf(rules(before));
  }

  private static Stream<String> rulesOf(NetworkState state) {
    return state.lines().stream().filter(l -> l.startsWith("iptables-nft"));
  }

  private static Iterable<String> rules(NetworkState state) {
    return rulesOf(state).toList();
  }

  @Test
  void shouldChangeNothingWhenATestOfTheChangesFails() {
    // given
    CalicoFixture.W1.load(room, Form.LEGACY);
    NetworkState before = NetworkState.of(room);
    room.shim(
        "iptables-legacy-restore",
        "case \"$*\" in *--test*) exit 1 ;; esac\nexec \"$real\" \"$@\"");

    // when
    Ended ended = room.run(REMOVE);

    // then
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("nothing was changed");
    assertThat(rules(NetworkState.of(room))).containsExactlyElementsOf(rules(before));
  }

  @Test
  void shouldWaitWhileCalicoRuns() {
    // given
    CalicoFixture.W1.load(room, Form.NFT);
    NetworkState before = NetworkState.of(room);
    runs("calico-node", "");

    // when
    Ended ended = room.run(REMOVE);

    // then
    assertThat(ended.status()).isEqualTo(11);
    assertThat(ended.err()).contains("Calico still runs").contains("wait until its pods are gone");
    NetworkState.of(room).shouldBe(before, "while Calico runs");
  }

  @Test
  void shouldLeaveItsRoutesToABirdThatIsNotCalicos() {
    // given
    CalicoFixture.W1.load(room, Form.NFT);
    room.sh("ip route add blackhole 198.51.100.0/24 proto 12").well();
    runs("bird", "");

    // when
    room.run(REMOVE).well();

    // then
    assertThat(NetworkState.of(room).lines())
        .anyMatch(l -> l.contains("198.51.100.0/24"))
        .noneMatch(l -> l.contains("192.168.45.0/26"));
  }

  @Test
  void shouldLeaveAndListTheRoutesOfABirdThatIsNotRunningWhenTheyAreInNoPool() {
    // given
    CalicoFixture.W1.load(room, Form.NFT);
    room.sh("ip route add blackhole 198.51.100.0/24 proto 12").well();

    // when
    Ended removed = room.run(REMOVE).well();
    Ended scanned = room.run(SCAN).well();

    // then
    assertThat(removed.err()).contains("a route of BIRD: blackhole 198.51.100.0/24");
    assertThat(scanned.out())
        .contains(
            "\"owner\": \"undecided\", \"kind\": \"route\", \"name\": \"blackhole 198.51.100.0/24");
    assertThat(NetworkState.of(room).lines())
        .anyMatch(l -> l.contains("198.51.100.0/24"))
        .noneMatch(l -> l.contains("192.168.45.0/26"));
  }

  @Test
  void shouldFindThePoolsInNftWhenFelixWritesItsRulesThere() {
    // given
    room.sh(
            """
            nft add table ip calico
            nft 'add set ip calico cali40all-ipam-pools { type ipv4_addr; flags interval; elements = { 192.168.0.0/16 }; }'
            ip route add blackhole 192.168.45.0/26 proto 12
            """)
        .well();

    // when
    room.run(REMOVE).well();

    // then
    assertThat(room.run(SCAN).well().out()).doesNotContain("calico", "undecided");
    assertThat(NetworkState.of(room).lines()).noneMatch(l -> l.contains("192.168.45.0/26"));
  }

  @Test
  void shouldNameTheRuleWhenSomeoneElseUsesCalicosSet() {
    // given
    CalicoFixture.W1.load(room, Form.NFT);
    room.sh("iptables-nft -A INPUT -m set --match-set cali40this-host src -j ACCEPT").well();

    // when
    Ended ended = room.run(REMOVE);

    // then
    assertThat(ended.status()).isEqualTo(10);
    assertThat(ended.err())
        .contains("iptables-nft: -A INPUT -m set --match-set cali40this-host src -j ACCEPT");
  }

  @ParameterizedTest
  @MethodSource("tools")
  void shouldNameTheToolWhenOneIsMissing(String tool, String named) {
    // given
    CalicoFixture.W1.load(room, Form.BOTH);
    room.without(tool);

    // when
    Ended removed = room.run(REMOVE);
    Ended scanned = room.run(SCAN);

    // then
    assertThat(removed.status()).isEqualTo(12);
    assertThat(removed.err()).contains(named + " is missing").contains("install the package");
    assertThat(scanned.status()).isEqualTo(12);
    assertThat(scanned.out()).isEmpty();
  }

  static Stream<Arguments> tools() {
    return Stream.of(
        arguments("ipset", "ipset"),
        arguments("nft", "nft"),
        arguments("iptables-legacy-save", "iptables-legacy-save"),
        arguments("iptables-nft-save", "iptables-nft-save"));
  }

  /** A process of this name in the room. */
  private void runs(String name, String arguments) {
    room.sh(
            "cp \"$(command -v sleep)\" /run/%1$s; setsid /run/%1$s 120 %2$s >/dev/null 2>&1 & "
                    .formatted(name, arguments)
                + "until grep -qx %1$s /proc/$!/comm; do :; done".formatted(name))
        .well();
  }
}
