package io.restitch.lab;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a genuine node held, loaded into a {@link Room}. */
enum CalicoFixture {
  /** A worker in VXLAN mode. */
  W1("w1"),
  /** A control plane in BGP mode, with restitch's bridge. */
  M1("m1-bgp-bridged");

  /** Which iptables hold its rules. */
  enum Form {
    NFT(List.of("nft")),
    LEGACY(List.of("legacy")),
    BOTH(List.of("nft", "legacy"));

    private final List<String> names;

    Form(List<String> names) {
      this.names = names;
    }
  }

  /** Not in this kernel's, or a network's of that cluster. */
  private static final Predicate<String> UNLOADABLE = l -> l.contains("nfacct");

  /** What an IPv6 table cannot hold. */
  private static final Predicate<String> ONLY_V4 =
      Pattern.compile("match-set|ipencap|[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+").asPredicate();

  private static final Predicate<String> CALICOS =
      Pattern.compile("^[:*]|^COMMIT|-A cali-|\"cali:").asPredicate();

  private final Path folder;

  CalicoFixture(String name) {
    folder = Path.of("src/test/resources/calico-node", name).toAbsolutePath();
  }

  /** Puts everything there; nothing of it may be there before. */
  void load(Room room, Form form) {
    StringBuilder script = new StringBuilder("set -e\n");
    script.append("ipset restore <").append(folder).append("/ipset-save.txt\n");
    for (String name : form.names) {
      restore(script, "iptables-" + name, rules("iptables-save.txt", l -> true));
      restore(script, "ip6tables-" + name, rulesOfSix());
    }
    script.append(links());
    script.append(FILES.formatted(folder));
    script.append(NOT_IN_FIXTURES);
    room.sh(script.toString()).well();
  }

  /** Calico writes the same chains for IPv6; the fixtures' nodes had only IPv4. */
  private String rulesOfSix() {
    return rules(
        "iptables-save.txt", CALICOS.and(ONLY_V4.negate()).and(l -> !l.startsWith(":KUBE")));
  }

  private String rules(String file, Predicate<String> kept) {
    return Commands.read(folder.resolve(file))
        .lines()
        .map(l -> l.replaceFirst("^\\[[0-9:]+] ", ""))
        .filter(l -> !l.startsWith("#"))
        .filter(UNLOADABLE.negate())
        .filter(kept)
        .collect(joining("\n", "", "\n"));
  }

  private static void restore(StringBuilder script, String tool, String rules) {
    script.append(tool).append("-restore <<'RULES'\n").append(rules).append("RULES\n");
  }

  /** Devices without their other ends, and the routes that are the node's own. */
  private String links() {
    String vxlan =
        "ip link add eth0 type bridge\nip addr add 10.10.0.21/24 dev eth0\nip link set eth0 up\n";
    String links =
        Commands.read(folder.resolve("ip-link.txt"))
            .lines()
            .filter(l -> l.matches("[0-9]+: (cali.*|vxlan\\.calico|cni-restitch).*"))
            .map(l -> l.replaceAll("^[0-9]+: ([^:@]+).*", "$1"))
            .map(l -> "ip link add %1$s type bridge\nip link set %1$s up\n".formatted(l))
            .collect(joining());
    String routes =
        Commands.read(folder.resolve("ip-route.txt"))
            .lines()
            .filter(l -> l.matches("(192\\.168|blackhole|100\\.127|10\\.244).*"))
            .map(l -> "ip route add " + l.replace(" proto bird", " proto 12") + onlink(l) + "\n")
            .collect(joining());
    return vxlan + links + routes;
  }

  private static String onlink(String route) {
    return route.contains(" via ") && !route.contains("onlink") ? " onlink" : "";
  }

  private static final String FILES =
      """
      while read -r file; do
        mkdir -p "${file%%/*}"
        echo "$file" >"$file"
      done <%1$s/files.txt
      cp %1$s/10-calico.conflist /etc/cni/net.d/
      """;

  /** WireGuard, IPIP, nft and BPF leave these; neither node used them. */
  private static final String NOT_IN_FIXTURES =
      """
      ip link add wireguard.cali type bridge
      ip rule add not from all fwmark 0x100000/0x100000 lookup 1 priority 99
      ip route add throw 10.10.0.0/24 table 1 proto 80
      ip route add blackhole 192.168.44.0/26 proto 80
      ip -6 route add blackhole fd00:44::/122 proto 80
      ip -6 route add blackhole fd00:45::/122 proto 12
      ip link add tunl0 type bridge
      ip addr add 192.168.190.64/32 dev tunl0
      ip link set tunl0 up
      ip route add 192.168.45.0/26 dev tunl0 proto 12
      ipset create cali40all-hosts-net hash:net
      ipset create cali4t0 hash:net
      ipset create cali60all-ipam-pools hash:net family inet6
      ipset add cali60all-ipam-pools fd00:45::/64
      nft add table ip calico
      nft add table ip6 calico
      nft add table arp calico-arp
      mkdir -p /sys/fs/bpf/tc/globals /sys/fs/bpf/tcx /run/calico/cgroup
      touch /sys/fs/bpf/tc/globals/cali_v4_nat_fe3 /sys/fs/bpf/tcx/cali284aa63a67b_ingress
      mount -t tmpfs room /run/calico/cgroup
      touch /run/calico/cgroup/cgroup.procs
      """;
}
