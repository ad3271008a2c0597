package io.restitch.cli.wiring;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.engine.port.HostPort;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Opens the way to control-plane machines. */
public interface Machines {
  /** Phases that touch control-plane machines. */
  Set<PhaseName> TOUCHING =
      EnumSet.of(
          PhaseName.BACKED_UP,
          PhaseName.IPAM_HELD,
          PhaseName.CONTROL_PLANE_CONVERTED,
          PhaseName.IPAM_RETURNED);

  /**
   * Opens it; nothing is connected yet.
   *
   * @param settings how they are reached, and where backups go
   * @param addresses where each is, by node name
   * @param keepsakes what backups need besides
   */
  HostPort open(Settings settings, SortedMap<String, String> addresses, Keepsakes keepsakes);

  /**
   * Removes what restitch keeps on them.
   *
   * @return folders that are gone, by machine
   * @throws io.restitch.core.problem.RestitchException if one cannot be entered
   */
  SortedMap<String, List<String>> forget(Settings settings, SortedMap<String, String> addresses);

  /** Whether restitch has to touch them at all. */
  static boolean touched(Settings settings) {
    return !settings.attested().containsAll(TOUCHING);
  }

  /** The machines of a cluster as it is seen. */
  static SortedMap<String, String> of(Observed world) {
    SortedMap<String, String> addresses = new TreeMap<>();
    for (NodeFact node : world.nodes().values()) {
      if (node.controlPlane()) {
        addresses.put(
            node.name(), node.status().addresses().stream().findFirst().orElse(node.name()));
      }
    }
    return addresses;
  }

  /**
   * The machines of a plan, for a Node may be gone for a moment and its machine is not; and those
   * of the cluster that came since: their kube-controller-managers are held too.
   */
  static SortedMap<String, String> of(Plan plan, Observed world) {
    SortedMap<String, String> addresses = of(world);
    plan.conversions().forEach(c -> addresses.put(c.nodeName(), c.address()));
    return addresses;
  }
}
