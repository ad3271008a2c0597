package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether systemd-networkd takes the bridge's routes and rules away: as often as it starts it
 * removes those that it did not make, but the kernel's (networkd.conf(5), ManageForeignRoutes and
 * ManageForeignRoutingPolicyRules, which are on). Agents put them back with their next pass.
 *
 * <p>Control planes that were looked at say whether they are concerned. Of others their system
 * tells whether they may be: those that configure their network by it in their usual images.
 */
final class ForeignRoutes implements Check {
  private static final Pattern USUAL =
      Pattern.compile("(ubuntu|debian|flatcar|vmware photon|amazon linux 20).*");

  private static final String REMEDY =
      "on each write [Network], ManageForeignRoutes=no and ManageForeignRoutingPolicyRules=no, a line"
          + " each, to /etc/systemd/networkd.conf.d/10-restitch.conf, and restart systemd-networkd"
          + " before the migration, not in it";

  @Override
  public List<Verdict> look(Subject subject) {
    if (!subject.ours(PhaseName.BRIDGED)) {
      return List.of();
    }
    List<String> seen = new ArrayList<>();
    List<String> perhaps = new ArrayList<>();
    for (NodeFact node : subject.world().nodes().values()) {
      HostFact host = subject.world().platform().hosts().get(node.name());
      if (host != null && host.unreached() == null) {
        if (!host.machine().networkd().isEmpty()) {
          seen.add(node.name());
        }
      } else if (usual(node)) {
        perhaps.add(node.name());
      }
    }
    List<Verdict> found = new ArrayList<>();
    if (!seen.isEmpty()) {
      found.add(verdict(seen, "systemd-networkd takes away"));
    }
    if (!perhaps.isEmpty()) {
      found.add(verdict(perhaps, "systemd-networkd, where it runs, takes away"));
    }
    return found;
  }

  private static Verdict verdict(List<String> nodes, String who) {
    return Check.warn(
        "foreign-routes-removed",
        (nodes.size() == 1 ? "node " : "nodes ") + Subject.few(nodes),
        who
            + " the bridge's routes and rules as often as it starts; pods of both networks do not"
            + " reach each other there until its agent puts them back, some seconds later",
        REMEDY);
  }

  private static boolean usual(NodeFact node) {
    String system = node.status().nodeInfo().osImage().toLowerCase(Locale.ROOT);
    return USUAL.matcher(system).matches();
  }
}
