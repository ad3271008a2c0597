package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.controlplane.Obstacles;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.verdict.Consent;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every control-plane machine can be reached, backed up and changed in place.
 *
 * <p>Whoever attests all phases that touch these machines is not asked; whoever attests those
 * before the workers may go as far as these, for no control plane is touched until then.
 */
final class ControlPlanes implements Check {
  private static final Set<PhaseName> EARLY = EnumSet.of(PhaseName.BACKED_UP, PhaseName.IPAM_HELD);
  private static final Set<PhaseName> LATE =
      EnumSet.of(PhaseName.CONTROL_PLANE_CONVERTED, PhaseName.IPAM_RETURNED);

  @Override
  public List<Verdict> look(Subject subject) {
    boolean early = ours(subject, EARLY);
    if (!early && !ours(subject, LATE)) {
      return List.of();
    }
    List<NodeFact> nodes =
        subject.world().nodes().values().stream().filter(NodeFact::controlPlane).toList();
    List<Verdict> found = new ArrayList<>();
    Map<String, String> machines = new HashMap<>();
    for (NodeFact node : nodes) {
      Obstacles.finalizers(node).map(Check::block).ifPresent(found::add);
      HostFact host = subject.world().platform().hosts().get(node.name());
      if (host == null) {
        found.add(
            block(
                node,
                "host-unseen",
                "its machine was not looked at",
                "give hosts.user and run it again"));
      } else if (host.unreached() != null) {
        found.add(
            block(
                node,
                "host-unreachable",
                host.unreached().message(),
                host.unreached().remedy()
                    + (early && subject.ours(PhaseName.WORKERS_REPLACED)
                        ? " (workers alone need no SSH: --attest BackedUp,IpamHeld)"
                        : "")));
      } else {
        found.addAll(new ControlPlaneMachine(node, host).look());
        twice(node, host, machines).ifPresent(found::add);
      }
    }
    if (found.isEmpty() && !nodes.isEmpty()) {
      found.add(Check.ok("control-planes", nodes.size() + " machines", "reached, etcd is healthy"));
    }
    if (nodes.size() == 1 && ours(subject, EnumSet.of(PhaseName.CONTROL_PLANE_CONVERTED))) {
      found.add(single(nodes.getFirst(), subject));
    }
    return early ? found : found.stream().map(ControlPlanes::later).toList();
  }

  /** Whether restitch is to bring about any of these phases itself. */
  private static boolean ours(Subject subject, Set<PhaseName> phases) {
    return phases.stream().anyMatch(subject::ours);
  }

  /** Two Nodes that lead to one machine: the wrong one would be changed. */
  private static Optional<Verdict> twice(
      NodeFact node, HostFact host, Map<String, String> machines) {
    String id = host.machine().id();
    String other = id.isEmpty() ? null : machines.putIfAbsent(id, node.name());
    return Optional.ofNullable(other)
        .map(o ->
            block(
                node,
                "machine-twice",
                "its address leads to the machine of " + o + " (machine-id " + id + ")",
                "give each its own address under hosts.at; cloned machines need an /etc/machine-id"
                    + " of their own"));
  }

  private static Verdict single(NodeFact node, Subject subject) {
    return new Verdict(
        Level.CONSENT,
        Consent.SINGLE_CONTROL_PLANE,
        "node " + node.name(),
        "is the only control plane: nothing stands in for its API server and etcd while it changes",
        subject.settings().accepted().contains(Consent.SINGLE_CONTROL_PLANE)
            ? "accepted"
            : "--accept " + Consent.SINGLE_CONTROL_PLANE,
        PhaseName.CONTROL_PLANE_CONVERTED);
  }

  private static Verdict block(NodeFact node, String code, String message, String remedy) {
    return Check.block(code, "node " + node.name(), message, remedy);
  }

  /** What only matters after the workers does not keep them from being replaced. */
  private static Verdict later(Verdict verdict) {
    return verdict.level() == Level.BLOCK
        ? Check.later(
            PhaseName.CONTROL_PLANE_CONVERTED,
            verdict.code(),
            verdict.subject(),
            verdict.message(),
            verdict.remedy() + "; or end before it: --until " + PhaseName.WORKERS_REPLACED)
        : verdict;
  }
}
