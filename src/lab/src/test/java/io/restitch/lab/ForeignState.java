package io.restitch.lab;

import java.util.Locale;

/**
 * What others have on a machine with Calico, some of it as like Calico's as it can be: kube-proxy's
 * rules, Docker's, an operator's that speak of Calico, and sets, routes, devices, tables and files.
 */
final class ForeignState {
  private ForeignState() {}

  /** Puts it there, some before and some behind what is there already. */
  static void load(Room room) {
    StringBuilder script = new StringBuilder("set -e\n").append(SETS);
    for (String form : new String[] {"nft", "legacy"}) {
      restore(script, "iptables-" + form, rules());
      restore(script, "ip6tables-" + form, RULES_OF_SIX);
    }
    room.sh(script.append(REST).toString()).well();
  }

  private static void restore(StringBuilder script, String tool, String rules) {
    script.append(tool).append("-restore --noflush <<'RULES'\n").append(rules).append("RULES\n");
  }

  /** 40 Services of kube-proxy's are 160 rules; with Docker's and the operator's more than 200. */
  private static String rules() {
    StringBuilder nat =
        new StringBuilder("*nat\n:KUBE-SERVICES - [0:0]\n:KUBE-MARK-MASQ - [0:0]\n");
    for (int i = 1; i <= 40; i++) {
      nat.append(service(i));
    }
    return nat.append(DOCKER_NAT).append("COMMIT\n").append(FILTER).append(MANGLE).toString();
  }

  private static String service(int i) {
    return String.format(
        Locale.ROOT,
        """
        :KUBE-SVC-FOREIGN%1$03d - [0:0]
        :KUBE-SEP-FOREIGN%1$03d - [0:0]
        -A KUBE-SERVICES -d 10.97.0.%1$d/32 -p tcp -m comment --comment "calico-system/calico-typha-%1$d:cali cluster IP" -m tcp --dport 5473 -j KUBE-SVC-FOREIGN%1$03d
        -A KUBE-SVC-FOREIGN%1$03d -m comment --comment "calico-system/typha -> 10.0.0.%1$d:5473" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-FOREIGN%1$03d
        -A KUBE-SEP-FOREIGN%1$03d -s 10.0.0.%1$d/32 -m comment --comment "calico-system/typha" -j KUBE-MARK-MASQ
        -A KUBE-SEP-FOREIGN%1$03d -p tcp -m comment --comment "calico-system/typha" -m tcp -j DNAT --to-destination 10.0.0.%1$d:5473
        """,
        i);
  }

  private static final String DOCKER_NAT =
      """
      :DOCKER - [0:0]
      -I PREROUTING 1 -m addrtype --dst-type LOCAL -j DOCKER
      -A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
      -I POSTROUTING 1 -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
      -A DOCKER -i docker0 -j RETURN
      -A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
      """;

  private static final String FILTER =
      """
      *filter
      :DOCKER-USER - [0:0]
      :DOCKER-ISOLATION-STAGE-1 - [0:0]
      :calico-ops - [0:0]
      :my-cali-INPUT - [0:0]
      -I FORWARD 1 -j DOCKER-USER
      -A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
      -A FORWARD -i docker0 -j DOCKER-ISOLATION-STAGE-1
      -A DOCKER-USER -j RETURN
      -A DOCKER-ISOLATION-STAGE-1 -j RETURN
      -I INPUT 1 -m comment --comment "calico: BGP from the racks" -p tcp -m tcp --dport 179 -j ACCEPT
      -I INPUT 1 -m comment --comment "cali:6gwbT8clXdHdC1b1 was here, -j cali-INPUT too" -j calico-ops
      -A INPUT -m comment --comment "say \\"cali:6gwbT8clXdHdC1b1\\" and -A cali-INPUT" -j my-cali-INPUT
      -A INPUT -m comment --comment "cali:short" -j RETURN
      -A INPUT -i cali-ops -j ACCEPT
      -A OUTPUT -m comment --comment cali -j RETURN
      -A calico-ops -m set --match-set calico-blocklist src -j DROP
      -A calico-ops -m set --match-set cali4ops src -j DROP
      -A calico-ops -m hashlimit --hashlimit-upto 10/sec --hashlimit-mode srcip --hashlimit-name calico -j RETURN
      -A my-cali-INPUT -m limit --limit 5/min -j LOG --log-prefix "calico-packet: "
      COMMIT
      """;

  private static final String MANGLE =
      """
      *mangle
      -I POSTROUTING 1 -m mark --mark 0x10000/0x10000 -m comment --comment "calico's mark, but ours" -j ACCEPT
      -A FORWARD -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
      COMMIT
      *raw
      -I PREROUTING 1 -i calico0 -j NOTRACK
      COMMIT
      """;

  private static final String RULES_OF_SIX =
      """
      *filter
      :calico-ops - [0:0]
      -I INPUT 1 -m comment --comment "cali:note" -j calico-ops
      -A INPUT -p ipv6-icmp -j ACCEPT
      -A calico-ops -m set --match-set calico-blocklist6 src -j DROP
      COMMIT
      """;

  private static final String SETS =
      """
      ipset create calico-blocklist hash:net
      ipset add calico-blocklist 203.0.113.0/24
      ipset create calico-blocklist6 hash:net family inet6
      ipset add calico-blocklist6 2001:db8::/32
      ipset create cali4ops hash:ip
      ipset add cali4ops 203.0.113.7
      ipset create KUBE-CLUSTER-IP hash:ip,port
      ipset add KUBE-CLUSTER-IP 10.96.0.1,tcp:443
      ipset create all-calico list:set
      ipset add all-calico calico-blocklist
      """;

  private static final String REST =
      """
      for link in docker0 calico0 cali-ops califax1 cali0123456789; do
        ip link add $link type bridge
        ip link set $link up
      done
      ip addr add 172.17.0.1/16 dev docker0
      ip route add 10.50.0.0/16 dev docker0 proto static
      ip route add blackhole 192.168.200.0/24 proto static
      ip route add blackhole 192.168.201.0/24 proto 81
      ip route add 10.60.0.0/16 dev calico0 table 200 proto 242
      ip -6 route add blackhole fd00:99::/64 proto static
      ip rule add from 10.9.0.0/16 lookup 200 priority 99
      ip rule add not from all fwmark 0x200/0x200 lookup 200 priority 98
      nft add table inet calico-ops
      nft add table ip calicoctl
      nft add chain ip calicoctl calico '{ type filter hook forward priority 10; }'
      nft add rule ip calicoctl calico ip saddr 203.0.113.9 drop
      mkdir -p /sys/fs/bpf/tc/globals /sys/fs/bpf/tcx /var/lib/cni/results /var/lib/cni/networks/cbr0 /etc/cni/net.d \\
        /opt/cni/bin /var/lib/calico-ops
      touch /sys/fs/bpf/tc/globals/cilium_calls /sys/fs/bpf/tcx/eth0_ingress
      for file in /etc/cni/net.d/10-flannel.conflist /etc/cni/net.d/99-calico-ops.conf.off /opt/cni/bin/flannel \\
        /opt/cni/bin/calico-ops /var/lib/cni/results/cbr0-1-eth0 /var/lib/cni/networks/cbr0/10.244.0.7 /var/lib/calico-ops/x; do
        echo "$file" >"$file"
      done
      """;
}
