package io.restitch.core.fact;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A DaemonSet of kube-network-policies, which enforces policies on its nodes whatever network their
 * pods are on: alone, or as a sidecar in Flannel's own (chart value {@code netpol.enabled}).
 *
 * <p>It knows pods on every node by the addresses in their status
 * (kubernetes-sigs/kube-network-policies, pkg/podinfo).
 *
 * @param name {@code namespace/name} of the DaemonSet
 * @param flannels whether it is Flannel's own, which is opened to every node before the label of
 *     green ones goes
 * @param reach nodes that its pods may run on
 * @param kinds kinds that it enforces
 */
public record PolicyEnforcer(String name, boolean flannels, Reach reach, Set<PolicyKind> kinds) {
  /** Name of Flannel's DaemonSet. */
  public static final String FLANNELS = "kube-flannel/kube-flannel-ds";

  public PolicyEnforcer {
    EnumSet<PolicyKind> copy = EnumSet.noneOf(PolicyKind.class);
    copy.addAll(kinds);
    kinds = Collections.unmodifiableSet(copy);
  }

  /** The one that Flannel brings beside it, with this image, as long as it keeps to green nodes. */
  public static PolicyEnforcer besideFlannel(String image) {
    return new PolicyEnforcer(FLANNELS, true, Reach.GREEN, kinds(image));
  }

  /**
   * What an image enforces, by its flavour: all of them NetworkPolicies, {@code -npa-v1alpha1} both
   * kinds of cluster administrators besides, {@code -npa-v1alpha2} ClusterNetworkPolicies
   * (kubernetes-sigs/kube-network-policies, cmd/).
   *
   * @param image its name with a tag, and perhaps a digest
   */
  public static Set<PolicyKind> kinds(String image) {
    String tagged = image.split("@", 2)[0];
    EnumSet<PolicyKind> kinds = EnumSet.of(PolicyKind.NETWORK_POLICY);
    if (tagged.endsWith("-npa-v1alpha1")) {
      kinds.add(PolicyKind.ADMIN_NETWORK_POLICY);
      kinds.add(PolicyKind.BASELINE_ADMIN_NETWORK_POLICY);
    }
    if (tagged.endsWith("-npa-v1alpha2")) {
      kinds.add(PolicyKind.CLUSTER_NETWORK_POLICY);
    }
    return kinds;
  }

  /** Nodes that a DaemonSet's pods may run on, by its node selector and affinity. */
  public enum Reach {
    /** All that run Linux. */
    EVERY_NODE,
    /** Nodes with the label of green ones, for as long as nodes have it. */
    GREEN,
    /** Nodes without the label of green ones. */
    NOT_GREEN,
    /** Some, for reasons of others: nothing follows for nodes to come. */
    SOME
  }
}
