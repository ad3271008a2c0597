package io.restitch.cli.show;

import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import java.util.Arrays;
import java.util.Locale;

/** What was seen of a cluster, for people. */
public final class FactsText {
  private FactsText() {}

  /** As tables. */
  public static String of(Observed world, boolean wide) {
    StringBuilder text = new StringBuilder();
    world
        .cluster()
        .ifPresent(c ->
            text.append(
                "cluster %s, Kubernetes %s, pods %s, services %s\n"
                    .formatted(
                        c.id(),
                        c.version(),
                        c.oldRange().map(Object::toString).orElse("unknown"),
                        c.serviceRanges())));
    text.append("Calico: ")
        .append(world.fabrics().calico().installation().name().toLowerCase(Locale.ROOT))
        .append(", pools ")
        .append(world.fabrics().calico().pools())
        .append(world.fabrics().flannel().installed() ? "; Flannel is installed" : "")
        .append("\n\n");
    Rows rows =
        wide
            ? new Rows("NODE", "ROLE", "FABRIC", "ZONE", "STATE", "PODS", "POD CIDR", "KUBELET")
            : new Rows("NODE", "ROLE", "FABRIC", "ZONE", "STATE", "PODS");
    for (NodeFact n : world.nodes().values()) {
      Object[] cells = {
        n.name(),
        n.controlPlane() ? "control-plane" : "worker",
        n.fabric().name().toLowerCase(Locale.ROOT),
        n.zone(),
        (n.ready() ? "ready" : "not ready") + (n.cordoned() ? ", cordoned" : ""),
        world.podsOn(n.name()).size(),
        n.podCidr().map(Object::toString).orElse(""),
        n.status().kubeletVersion()
      };
      rows.add(wide ? cells : Arrays.copyOf(cells, 6));
    }
    text.append(rows).append(machines(world));
    text.append(
        "\n%d pods, %d disruption budgets\n"
            .formatted(world.workloads().pods().all().size(), world.workloads().budgets().size()));
    return text.toString();
  }

  /** Control-plane machines from inside; nothing if none was looked at. */
  private static String machines(Observed world) {
    if (world.platform().hosts().isEmpty()) {
      return "";
    }
    Rows rows = new Rows("MACHINE", "KUBELET", "ETCD", "OF CALICO", "OF FLANNEL");
    for (HostFact host : world.platform().hosts().values()) {
      if (host.problem().isPresent()) {
        rows.add(host.nodeName(), "unknown", "unknown", "unknown", "unknown");
      } else {
        rows.add(
            host.nodeName(),
            host.kubeletRunning() ? "runs" : "stopped",
            host.etcd().unfit().orElse(host.etcd().leader() ? "healthy, leads" : "healthy"),
            count(host.residue().calico().count()),
            count(host.residue().flannel().count()));
      }
    }
    return "\n" + rows;
  }

  private static String count(int things) {
    return things < 0 ? "unknown" : things + " things";
  }
}
