package io.restitch.lab;

/**
 * What Calico has on a machine, without what the bridge says it adds: its device, its rules by
 * their preference, its own routing table.
 *
 * @param devices names of all devices, a line each
 * @param routes the main table
 * @param rules for routing
 * @param filters Calico's chains and rules, of both kinds of iptables
 * @param sets names of Calico's sets of addresses
 */
record CalicoGround(String devices, String routes, String rules, String filters, String sets) {
  static CalicoGround of(MixedLab lab, String machine) {
    return new CalicoGround(
        told(lab, machine, "ip -br link | cut -d' ' -f1 | grep -v '^cni-restitch' | sort"),
        told(lab, machine, "ip -4 route show table main | sort"),
        told(lab, machine, "ip -4 rule show | grep -vE '^(32690|32700|32701):' | sort"),
        told(
            lab,
            machine,
            "(iptables-nft-save; iptables-legacy-save) | grep cali | grep -v 'comment restitch'"
                + " | sed 's/\\[.*\\]//' | sort"),
        told(lab, machine, "ipset list -name | grep cali | sort"));
  }

  /** The same without routes, which lead to what other machines there are. */
  CalicoGround besidesRoutes() {
    return new CalicoGround(devices, "", rules, filters, sets);
  }

  private static String told(MixedLab lab, String machine, String command) {
    return lab.exec(machine, "sh", "-c", command);
  }
}
