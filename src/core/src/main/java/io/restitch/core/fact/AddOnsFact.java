package io.restitch.core.fact;

import io.restitch.core.fact.PodFact.Placement;
import java.util.List;
import java.util.SortedSet;

/**
 * What Multus and KubeVirt know of the pod network, as their objects show it.
 *
 * @param attachments NetworkAttachmentDefinitions
 * @param multus DaemonSets of Multus
 * @param multusPods their pods, and those of our copies
 * @param machines virtual machines that run
 */
public record AddOnsFact(
    List<Attachment> attachments,
    List<Multus> multus,
    List<MultusPods> multusPods,
    List<VirtualMachineFact> machines) {
  /** Neither is there. */
  public static final AddOnsFact NONE = new AddOnsFact(List.of(), List.of(), List.of(), List.of());

  public AddOnsFact {
    attachments = List.copyOf(attachments);
    multus = List.copyOf(multus);
    multusPods = List.copyOf(multusPods);
    machines = List.copyOf(machines);
  }

  /**
   * A NetworkAttachmentDefinition.
   *
   * @param ref namespace and name
   * @param kind where its configuration is
   * @param calico types of Calico's plugin and IPAM that the configuration names, nested ones too
   */
  public record Attachment(ObjectRef ref, Kind kind, SortedSet<String> calico) {
    /** Where a configuration is. */
    public enum Kind {
      /** In the object. */
      WRITTEN,
      /** In a file of each node's CNI directory, found by the network's name. */
      FILE,
      /** In the object, but it is no JSON. */
      UNREADABLE
    }
  }

  /**
   * A DaemonSet of Multus.
   *
   * @param object kind and name, such as {@code DaemonSet kube-system/kube-multus-ds}
   * @param thick whether its daemon does the work, and not a binary on the machine
   * @param keepsOffGreen whether it keeps off green nodes
   * @param calico settings that name Calico's CNI configuration
   * @param unread ConfigMaps that it mounts, and that we may not read
   * @param cniVersion the CNI version that it holds a default network against; empty if it takes
   *     any
   */
  public record Multus(
      String object,
      boolean thick,
      boolean keepsOffGreen,
      List<Setting> calico,
      List<String> unread,
      String cniVersion) {
    public Multus {
      calico = List.copyOf(calico);
      unread = List.copyOf(unread);
    }

    /**
     * Whether it refuses Flannel's configuration, of CNI version 0.3.1: thick Multus takes no older
     * one from 0.4.0 on (multus-cni, pkg/server/config, {@code CheckVersionCompatibility}), thin
     * Multus none but of its own version (cmd/thin_entrypoint, {@code createMultusConfig}).
     */
    public boolean refusesFlannel() {
      return !cniVersion.isEmpty()
          && !(thick ? cniVersion.matches("0\\.[0-3](\\..*)?") : cniVersion.equals("0.3.1"));
    }

    /** Whether it needs a copy for green nodes, and a copy with other names would serve there. */
    public boolean copyable() {
      return !calico.isEmpty()
          && calico.stream().allMatch(Setting::counterpart)
          && unread.isEmpty()
          && !refusesFlannel();
    }
  }

  /**
   * Pods of one DaemonSet of Multus, or of a copy of ours.
   *
   * @param set its namespace and name
   * @param placement where they go
   */
  public record MultusPods(ObjectRef set, Placement placement) {
    /**
     * Whether one belongs on a node. Kubernetes lets a DaemonSet's pods tolerate what it taints
     * nodes with itself (pkg/controller/daemon/util, {@code AddOrUpdateDaemonPodTolerations}).
     */
    public boolean belongOn(NodeFact node) {
      List<Taint> others =
          node.spec().taints().stream()
              .filter(t -> !t.key().startsWith("node.kubernetes.io/"))
              .toList();
      return placement.wants(node.labels()) && placement.tolerates(others);
    }

    /** Whether a pod is one of them. */
    public boolean include(PodFact pod) {
      return pod.ownedBy("DaemonSet")
          && pod.ref().namespace().equals(set.namespace())
          && pod.controller().filter(o -> o.name().equals(set.name())).isPresent();
    }
  }

  /**
   * A setting that names Calico's CNI configuration.
   *
   * @param text where it stands, and what it says
   * @param counterpart whether Flannel has something to be named in its place
   */
  public record Setting(String text, boolean counterpart) {}
}
