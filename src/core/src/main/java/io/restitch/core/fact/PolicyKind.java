package io.restitch.core.fact;

import java.util.Arrays;
import java.util.Optional;

/** Kinds of objects that isolate pods or machines, or that such objects refer to. */
public enum PolicyKind {
  /** Of {@code networking.k8s.io}. */
  NETWORK_POLICY(Role.POLICY, "NetworkPolicy"),
  /** Of {@code policy.networking.k8s.io/v1alpha1}. */
  ADMIN_NETWORK_POLICY(Role.POLICY, "AdminNetworkPolicy"),
  /** Of {@code policy.networking.k8s.io/v1alpha1}. */
  BASELINE_ADMIN_NETWORK_POLICY(Role.POLICY, "BaselineAdminNetworkPolicy"),
  /** Of {@code policy.networking.k8s.io/v1alpha2}, which replaces the two before it. */
  CLUSTER_NETWORK_POLICY(Role.POLICY, "ClusterNetworkPolicy"),
  /** Calico's own kind of that name. */
  CALICO_NETWORK_POLICY(Role.POLICY, "Calico NetworkPolicy"),
  /** Calico's. */
  GLOBAL_NETWORK_POLICY(Role.POLICY, "GlobalNetworkPolicy"),
  /** Calico's: isolates a machine, as soon as it is there. */
  HOST_ENDPOINT(Role.POLICY, "HostEndpoint"),
  /** Calico's: shows what a policy would do, and is never enforced. */
  STAGED_NETWORK_POLICY(Role.STAGED, "StagedNetworkPolicy"),
  /** Calico's: shows what a policy would do, and is never enforced. */
  STAGED_GLOBAL_NETWORK_POLICY(Role.STAGED, "StagedGlobalNetworkPolicy"),
  /** Calico's: shows what a policy would do, and is never enforced. */
  STAGED_KUBERNETES_NETWORK_POLICY(Role.STAGED, "StagedKubernetesNetworkPolicy"),
  /** Calico's: an order among policies. */
  TIER(Role.REFERENCE, "Tier"),
  /** Calico's: addresses by a name. */
  NETWORK_SET(Role.REFERENCE, "NetworkSet"),
  /** Calico's: addresses by a name. */
  GLOBAL_NETWORK_SET(Role.REFERENCE, "GlobalNetworkSet"),
  /** A HostEndpoint that Calico makes for every node: open, unless a policy selects it. */
  AUTO_HOST_ENDPOINT(Role.REFERENCE, "automatic HostEndpoint");

  /** What an object of a kind does. */
  public enum Role {
    /** Isolates, where somebody enforces it. */
    POLICY,
    /** Would isolate, and is not enforced by anybody. */
    STAGED,
    /** Is only referred to, or selected, by policies. */
    REFERENCE
  }

  private final Role role;
  private final String word;

  PolicyKind(Role role, String word) {
    this.role = role;
    this.word = word;
  }

  /** What its objects do. */
  public Role role() {
    return role;
  }

  /** What one of its objects is called. */
  public String word() {
    return word;
  }

  /** So many of them, such as {@code 2 NetworkPolicies}. */
  public String count(int objects) {
    if (objects == 1) {
      return "1 " + word;
    }
    String plural = word.endsWith("y") ? word.substring(0, word.length() - 1) + "ies" : word + "s";
    return objects + " " + plural;
  }

  /** Whether it is one of Calico's own kinds, whose definitions go with Calico. */
  public boolean ofCalico() {
    return compareTo(CLUSTER_NETWORK_POLICY) > 0;
  }

  /** Calico's own kind of this name, in whichever of its groups. */
  public static Optional<PolicyKind> calicos(String kind) {
    return Arrays.stream(values())
        .filter(PolicyKind::ofCalico)
        .filter(k -> k.word.equals(kind) || k.word.equals("Calico " + kind))
        .findFirst();
  }
}
