package io.restitch.core.workers;

import io.restitch.core.Names;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Taint;
import io.restitch.core.plan.Carried;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What of a node goes to its replacement: all but what its kubelet, its cloud or a pod network put
 * there.
 */
public final class CarryRules {
  private static final Set<String> LABELS =
      Set.of(
          Names.HOSTNAME,
          "kubernetes.io/os",
          "kubernetes.io/arch",
          "node.kubernetes.io/instance-type");
  private static final Set<String> ANNOTATIONS =
      Set.of(
          "volumes.kubernetes.io/controller-managed-attach-detach",
          "node.alpha.kubernetes.io/ttl",
          "csi.volume.kubernetes.io/nodeid",
          "kubeadm.alpha.kubernetes.io/cri-socket");

  private CarryRules() {}

  /** What goes to the replacement of this node. */
  public static Carried of(NodeFact node) {
    return new Carried(
        kept(node.labels(), key -> carriesLabel(node, key)),
        kept(node.annotations(), CarryRules::carriesAnnotation),
        node.spec().taints().stream().filter(CarryRules::carriesTaint).toList());
  }

  /**
   * An operator's own exclusion from load balancers is carried; that of a cordon of ours is not.
   */
  private static boolean carriesLabel(NodeFact node, String key) {
    boolean ofCordon =
        key.equals(Names.EXCLUDE_FROM_LOAD_BALANCERS)
            && Names.EXCLUDED_BY_US.equals(node.labels().get(key));
    return !ofCordon
        && !LABELS.contains(key)
        && !starts(key, "beta.kubernetes.io/", "topology.", "failure-domain.", Names.PREFIX);
  }

  private static boolean carriesAnnotation(String key) {
    return !ANNOTATIONS.contains(key)
        && !starts(
            key,
            Names.PREFIX,
            "projectcalico.org/",
            Names.FLANNEL_PREFIX,
            "kwok.x-k8s.io/",
            "cluster-autoscaler.kubernetes.io/",
            "alpha.kubernetes.io/provided-node-ip");
  }

  private static boolean carriesTaint(Taint taint) {
    return !starts(
        taint.key(),
        Names.PREFIX,
        "node.kubernetes.io/",
        "node.cloudprovider.kubernetes.io/",
        // What autoscalers put on a node that empties.
        "ToBeDeletedByClusterAutoscaler",
        "DeletionCandidateOfClusterAutoscaler",
        "karpenter.sh/disrupted");
  }

  private static boolean starts(String key, String... prefixes) {
    for (String prefix : prefixes) {
      if (key.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private static Map<String, String> kept(Map<String, String> all, Predicate<String> rule) {
    Map<String, String> kept = new TreeMap<>(all);
    kept.keySet().removeIf(rule.negate());
    return kept;
  }
}
