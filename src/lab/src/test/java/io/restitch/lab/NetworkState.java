package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * All that a machine's kernel and folders hold of networks, as text, counters aside.
 *
 * @param lines in the order in which the tools print them
 */
record NetworkState(List<String> lines) {
  /** Counters, times and ids that change by looking. */
  private static final Pattern COUNTERS = Pattern.compile("\\[[0-9]+:[0-9]+]|initval 0x[0-9a-f]+");

  private static final String LOOK =
      """
      set -e
      for tool in iptables-nft iptables-legacy ip6tables-nft ip6tables-legacy; do
        $tool-save 2>/dev/null | grep -v '^#' | sed "s/^/$tool /"
      done
      ipset save | sed 's/^/ipset /'
      for family in 4 6; do
        ip -$family route show table all | sed "s/^/route /"
        ip -$family rule | sed 's/^/rule /'
      done
      ip -o addr | sed 's/^[0-9]*: /addr /'
      ip -o link | sed 's/^[0-9]*: \\([^:@]*\\).*/link \\1/'
      nft list tables | sed 's/^/nft /'
      nft list table ip calicoctl 2>/dev/null | sed 's/^/nft /' || :
      find /etc/cni /opt/cni /var/lib/cni /var/lib/calico* /var/log/calico /run/calico /run/nodeagent /sys/fs/bpf \\
        ! -type d 2>/dev/null | sort | while read -r file; do echo "file $file $(md5sum <"$file")"; done
      """;

  /** What is Calico's in it; told apart here by other means than in the scripts. */
  private static final Predicate<String> CALICOS =
      Pattern.compile(
              "^ip6?tables-\\w+ (:cali-|-A cali-)"
                  + "|--comment \"cali:[\\w-]{16}\"( |$)"
                  + "|^ipset (create|add) cali[46](0|t\\d)"
                  + "|^(link|addr) (cali[0-9a-f]{11}|vxlan\\.calico|wireguard\\.cali)\\b"
                  + "|^route .* dev (cali[0-9a-f]{11}|vxlan\\.calico|wireguard\\.cali)\\b"
                  + "|^route .* proto (80|12|bird)\\b|^addr tunl0 .*inet |^route local 192\\.168\\.190\\.64 "
                  + "|^rule 99:.*0x100000|^nft table (ip6?|arp) calico(-arp)?$"
                  + "|^file (/etc/cni/net\\.d/(10-calico\\.conflist|calico-kubeconfig)|/opt/cni/bin/calico(-ipam)?) "
                  + "|^file (/var/lib|/var/log|/run)/calico/"
                  + "|^file /var/lib/cni/results/k8s-pod-network-|^file /sys/fs/bpf/.*/cali")
          .asPredicate();

  static NetworkState of(Room room) {
    return new NetworkState(
        room.sh(LOOK).well().out().lines().map(l -> COUNTERS.matcher(l).replaceAll("")).toList());
  }

  /** The same without Calico. */
  NetworkState withoutCalico() {
    return new NetworkState(lines.stream().filter(CALICOS.negate()).toList());
  }

  /**
   * Fails with what is lost and what is new; where the lines are the same, so must be their order.
   */
  void shouldBe(NetworkState expected, String when) {
    List<String> lost = new ArrayList<>(expected.lines);
    lines.forEach(lost::remove);
    List<String> more = new ArrayList<>(lines);
    expected.lines.forEach(more::remove);
    assertThat(lost).as("lost %s", when).isEmpty();
    assertThat(more).as("new %s", when).isEmpty();
    assertThat(lines).as("in order %s", when).isEqualTo(expected.lines);
  }

  /** How many iptables rules there are. */
  long rules() {
    return lines.stream().filter(l -> l.matches("ip6?tables-.* -A .*")).count();
  }
}
