package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.controlplane.Obstacles;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.EtcdFact;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.MachineState;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Every control-plane machine can be reached, backed up and changed in place.
 *
 * <p>Whoever attests all phases that touch these machines is not asked; whoever attests those
 * before the workers is only warned, for workers can be replaced without touching a control plane.
 */
final class ControlPlanes implements Check {
  /** Code of the consent that a single control plane needs. */
  static final String SINGLE = "single-control-plane";

  private static final Set<PhaseName> EARLY = EnumSet.of(PhaseName.BACKED_UP, PhaseName.IPAM_HELD);
  private static final Set<PhaseName> LATE =
      EnumSet.of(PhaseName.CONTROL_PLANE_CONVERTED, PhaseName.IPAM_RETURNED);

  /** Tokens, leases and certificates are judged by clocks; etcd itself warns from one second on. */
  private static final Duration SKEW = Duration.ofSeconds(5);

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
      Obstacles.finalizers(node).map(ControlPlanes::block).ifPresent(found::add);
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
            block(node, "host-unreachable", host.unreached().message(), host.unreached().remedy()));
      } else {
        machine(node, host.machine()).forEach(found::add);
        networks(node, host).forEach(found::add);
        etcd(node, host).ifPresent(found::add);
        Obstacles.mistaken(node, host).map(ControlPlanes::block).ifPresent(found::add);
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

  private static List<Verdict> machine(NodeFact node, MachineState machine) {
    List<Verdict> found = new ArrayList<>();
    if (!machine.kubeadm()) {
      found.add(
          block(
              node,
              "no-kubeadm",
              "there are no static pods in /etc/kubernetes/manifests",
              "supported are control planes as kubeadm makes them; attest what you do yourself"));
    }
    if (!machine.strays().isEmpty()) {
      found.add(
          block(
              node,
              "manifest-strays",
              "the kubelet runs every file in /etc/kubernetes/manifests, and takes these for a"
                  + " second kube-controller-manager: "
                  + Subject.few(machine.strays()),
              "move them out of that folder"));
    }
    if (!machine.repeatedFlags().isEmpty()) {
      found.add(
          block(
              node,
              "flags-repeated",
              "kube-controller-manager's manifest gives more than once: "
                  + Subject.few(machine.repeatedFlags()),
              "leave one of each"));
    }
    if (machine.clockSkew().abs().compareTo(SKEW) > 0) {
      found.add(
          block(
              node,
              "clock-skew",
              "its clock is "
                  + machine.clockSkew().abs().toSeconds()
                  + " s "
                  + (machine.clockSkew().isNegative() ? "behind" : "ahead of")
                  + " this one",
              "let both follow a time server"));
    }
    return found;
  }

  /** A machine on Calico gives its pods Calico's network, and can be scanned for all of it. */
  private static List<Verdict> networks(NodeFact node, HostFact host) {
    List<Verdict> found = new ArrayList<>();
    if (node.fabric() == Fabric.CALICO && !host.calicoConfigured()) {
      found.add(
          block(
              node,
              "cni-not-calico",
              "the first configuration in /etc/cni/net.d is not Calico's, and the container runtime"
                  + " takes the first",
              "a control plane whose pods get their network through another plugin, such as Multus,"
                  + " cannot be converted by this release"));
    }
    if (host.residue().calico().count() < 0) {
      found.add(
          block(
              node,
              "scan-impossible",
              "what Calico has made on its machine cannot be listed",
              "install ip, ipset, nft and iptables on it; the script 'scan' of 'restitch render"
                  + " control-plane' says there what is missing"));
    }
    return found;
  }

  private static Optional<Verdict> etcd(NodeFact node, HostFact host) {
    EtcdFact etcd = host.etcd();
    Optional<String> unfit = etcd.unfit();
    if (unfit.isPresent()) {
      return Optional.of(
          block(
              node, "etcd-unfit", unfit.get(), "bring it back before a control plane is changed"));
    }
    return etcd.stacked() ? room(node, host) : Optional.empty();
  }

  private static Optional<Verdict> room(NodeFact node, HostFact host) {
    OptionalLong free = host.machine().freeBytes();
    if (free.isEmpty()) {
      return Optional.of(
          block(
              node,
              "disk-unseen",
              "how much room there is for a snapshot of etcd cannot be seen",
              "'df -P /var/lib/etcd /var/lib' must work there, or where its data lies"));
    }
    long needed = host.etcd().trialBytes();
    return free.getAsLong() <= needed
        ? Optional.of(
            block(
                node,
                "disk-too-full",
                "a snapshot of etcd and its trial need %d MiB, and %d MiB are free"
                    .formatted(needed >> 20, free.getAsLong() >> 20),
                "make room where /var/lib/etcd lies"))
        : Optional.empty();
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
        SINGLE,
        "node " + node.name(),
        "is the only control plane: nothing stands in for its API server and etcd while it changes",
        subject.settings().accepted().contains(SINGLE) ? "accepted" : "--accept " + SINGLE);
  }

  private static Verdict block(NodeFact node, String code, String message, String remedy) {
    return Check.block(code, "node " + node.name(), message, remedy);
  }

  private static Verdict block(Wait obstacle) {
    return Check.block(obstacle.code(), obstacle.subject(), obstacle.reason(), obstacle.remedy());
  }

  /** What only matters after the workers does not keep them from being replaced. */
  private static Verdict later(Verdict verdict) {
    return verdict.level() == Level.BLOCK
        ? Check.warn(
            verdict.code(),
            verdict.subject(),
            verdict.message(),
            verdict.remedy() + "; or go as far as --until " + PhaseName.WORKERS_REPLACED)
        : verdict;
  }
}
