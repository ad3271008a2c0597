package io.restitch.core.fact;

import io.restitch.core.net.Cidr;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What stands on a control-plane machine beside Kubernetes, as far as it can spoil a change.
 *
 * @param id {@code /etc/machine-id}; two Nodes that show one id are one machine
 * @param kubeadm whether kubeadm set it up ({@code /etc/kubernetes/manifests} with its static pods)
 * @param clockSkew how far its clock is ahead of ours; negative if it is behind
 * @param freeBytes free space where etcd's snapshot is put; empty if not known
 * @param strays files in the manifests folder that the kubelet takes for a second
 *     kube-controller-manager
 * @param repeatedFlags flags that kube-controller-manager's manifest gives more than once
 * @param task the task of ours that runs on it, such as {@code set-controller-manager}; empty: none
 * @param manager flags in kube-controller-manager's manifest, which its mirror pod shows some
 *     seconds later; null if not known
 * @param multus what Multus hands pods on to; null if it does not, or to neither of both networks
 * @param networkd settings by which systemd-networkd takes away routes and rules that it did not
 *     make, as often as it starts (networkd.conf(5)); empty where it runs not, or lets them be
 * @param flannelSubnet the range that Flannel's CNI plugin gives addresses from ({@code
 *     /run/flannel/subnet.env}); null if there is none
 */
public record MachineState(
    String id,
    boolean kubeadm,
    Duration clockSkew,
    OptionalLong freeBytes,
    List<String> strays,
    List<String> repeatedFlags,
    String task,
    @Nullable ManagerFlags manager,
    @Nullable Multus multus,
    List<String> networkd,
    @Nullable Cidr flannelSubnet) {
  /** One whose systemd-networkd takes nothing away, and on which Flannel gives no addresses. */
  public MachineState(
      String id,
      boolean kubeadm,
      Duration clockSkew,
      OptionalLong freeBytes,
      List<String> strays,
      List<String> repeatedFlags,
      String task,
      @Nullable ManagerFlags manager,
      @Nullable Multus multus) {
    this(
        id,
        kubeadm,
        clockSkew,
        freeBytes,
        strays,
        repeatedFlags,
        task,
        manager,
        multus,
        List.of(),
        null);
  }

  /** Nothing stands in the way. */
  public static final MachineState SOUND =
      new MachineState(
          "", true, Duration.ZERO, OptionalLong.of(1L << 40), List.of(), List.of(), "", null, null);

  /**
   * What a kube-controller-manager's manifest says.
   *
   * @param allocate {@code --allocate-node-cidrs}
   * @param range {@code --cluster-cidr}; null if it is not given
   */
  public record ManagerFlags(boolean allocate, @Nullable Cidr range) {}

  /**
   * What Multus's configuration says.
   *
   * @param to whose network pods get first
   * @param written when it was written, by the machine's clock
   */
  public record Multus(Fabric to, Instant written) {}

  public MachineState {
    strays = List.copyOf(strays);
    repeatedFlags = List.copyOf(repeatedFlags);
    networkd = List.copyOf(networkd);
  }

  /** The same machine, on which Flannel gives addresses from this range; null: from none. */
  public MachineState withFlannelSubnet(@Nullable Cidr range) {
    return new MachineState(
        id,
        kubeadm,
        clockSkew,
        freeBytes,
        strays,
        repeatedFlags,
        task,
        manager,
        multus,
        networkd,
        range);
  }
}
