package io.restitch.core.check;

import io.restitch.core.controlplane.Obstacles;
import io.restitch.core.fact.EtcdFact;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.MachineState;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One control-plane machine that was looked at: whether it can be backed up and changed in place.
 *
 * @param node its Node
 * @param host what was seen of it
 */
record ControlPlaneMachine(NodeFact node, HostFact host) {
  /** Tokens, leases and certificates are judged by clocks; etcd itself warns from one second on. */
  private static final Duration SKEW = Duration.ofSeconds(5);

  /** What stands in the way. */
  List<Verdict> look() {
    List<Verdict> found = new ArrayList<>(machine());
    found.addAll(networks());
    etcd().ifPresent(found::add);
    Obstacles.mistaken(node, host).map(Check::block).ifPresent(found::add);
    return found;
  }

  private List<Verdict> machine() {
    MachineState machine = host.machine();
    List<Verdict> found = new ArrayList<>();
    if (!machine.kubeadm()) {
      found.add(
          block(
              "no-kubeadm",
              "there are no static pods in /etc/kubernetes/manifests",
              "supported are control planes as kubeadm makes them; attest what you do yourself"));
    }
    if (!machine.strays().isEmpty()) {
      found.add(
          block(
              "manifest-strays",
              "the kubelet runs every file in /etc/kubernetes/manifests, and takes these for a"
                  + " second kube-controller-manager: "
                  + Subject.few(machine.strays()),
              "move them out of that folder"));
    }
    if (!machine.repeatedFlags().isEmpty()) {
      found.add(
          block(
              "flags-repeated",
              "kube-controller-manager's manifest gives more than once: "
                  + Subject.few(machine.repeatedFlags()),
              "leave one of each"));
    }
    if (machine.clockSkew().abs().compareTo(SKEW) > 0) {
      found.add(
          block(
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
  private List<Verdict> networks() {
    List<Verdict> found = new ArrayList<>();
    if (node.fabric() == Fabric.CALICO && !host.calicoConfigured()) {
      found.add(
          block(
              "cni-not-calico",
              "the first configuration in /etc/cni/net.d, but for Multus's own, is not Calico's, and"
                  + " the container runtime takes the first",
              "move what comes before 10-calico.conflist out of that folder; a control plane whose"
                  + " pods need it has to be changed by hand, and ControlPlaneConverted attested"));
    }
    if (host.residue().calico().count() < 0) {
      found.add(
          block(
              "scan-impossible",
              "what Calico has made on its machine cannot be listed",
              "install ip, ipset, nft and iptables on it; the script 'scan' of 'restitch render"
                  + " control-plane' says there what is missing"));
    }
    return found;
  }

  private Optional<Verdict> etcd() {
    EtcdFact etcd = host.etcd();
    Optional<String> unfit = etcd.unfit();
    if (unfit.isPresent()) {
      return Optional.of(
          block("etcd-unfit", unfit.get(), "bring it back before a control plane is changed"));
    }
    return etcd.stacked() ? room() : Optional.empty();
  }

  private Optional<Verdict> room() {
    OptionalLong free = host.machine().freeBytes();
    if (free.isEmpty()) {
      return Optional.of(
          block(
              "disk-unseen",
              "how much room there is for a snapshot of etcd cannot be seen",
              "'df -P /var/lib/etcd /var/lib' must work there, or where its data lies"));
    }
    long needed = host.etcd().trialBytes();
    return free.getAsLong() <= needed
        ? Optional.of(
            block(
                "disk-too-full",
                "a snapshot of etcd and its trial need %d MiB, and %d MiB are free"
                    .formatted(needed >> 20, free.getAsLong() >> 20),
                "make room where /var/lib/etcd lies"))
        : Optional.empty();
  }

  private Verdict block(String code, String message, String remedy) {
    return Check.block(code, "node " + node.name(), message, remedy);
  }
}
