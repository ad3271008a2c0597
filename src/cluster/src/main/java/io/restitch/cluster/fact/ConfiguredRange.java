package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.restitch.core.Names;
import io.restitch.core.fact.PodRangeFact;
import io.restitch.core.net.Cidr;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The pod range that kubeadm and kube-proxy are configured with, in two ConfigMaps of kube-system.
 *
 * <p>{@code kubeadm upgrade} writes kube-controller-manager's {@code --cluster-cidr} anew from
 * {@code networking.podSubnet} (kubeadm/app/phases/controlplane/manifests.go); kube-proxy takes
 * {@code clusterCIDR} for what is a local pod (kube-proxy, getLocalDetectors), and reads it at its
 * start only: a range of ours counts when its DaemonSet was rolled for it.
 */
public final class ConfiguredRange {
  /** Name of kubeadm's ConfigMap. */
  public static final String KUBEADM = "kubeadm-config";

  /** Name of kube-proxy's ConfigMap and DaemonSet. */
  public static final String KUBE_PROXY = "kube-proxy";

  /** Name of the ConfigMap and DaemonSet of our copy for green nodes. */
  public static final String SECOND_KUBE_PROXY = KUBE_PROXY + GreenCopy.SUFFIX;

  private static final String DAEMON_SET = "kube-system/" + KUBE_PROXY;

  /**
   * @param changed whether it carries our note of what it named before
   */
  private record Named(@Nullable Cidr range, boolean changed) {
    private static final Named NOTHING = new Named(null, false);

    static Named in(ConfigMap map, String key, String entry) {
      String yaml = Selectors.orEmpty(map.getData()).get(key);
      Cidr range =
          yaml == null
              ? null
              : ClusterFacts.ranges(ClusterFacts.entry(yaml, entry)).stream()
                  .findFirst()
                  .orElse(null);
      Map<String, String> annotations = Selectors.orEmpty(map.getMetadata().getAnnotations());
      return new Named(range, annotations.containsKey(Names.POD_RANGE_BEFORE));
    }
  }

  private Named kubeadm = Named.NOTHING;
  private @Nullable Named kubeProxy;

  /** What kube-proxy was rolled for, empty if for nothing; null if there is no DaemonSet. */
  private @Nullable String rolledFor;

  /** Whether its DaemonSet has nodes to run on, or had before we kept it off green ones. */
  private boolean runs;

  /** Takes one of the two ConfigMaps. */
  void take(ConfigMap map) {
    switch (map.getMetadata().getName()) {
      case KUBEADM -> kubeadm = Named.in(map, "ClusterConfiguration", "podSubnet");
      case KUBE_PROXY -> kubeProxy = Named.in(map, "config.conf", "clusterCIDR");
      default -> {}
    }
  }

  /** Forgets one of them. */
  void gone(String name) {
    if (name.equals(KUBEADM)) {
      kubeadm = Named.NOTHING;
    } else {
      kubeProxy = null;
    }
  }

  /** Takes a DaemonSet; all but kube-proxy's is left out. */
  void daemonSet(String ref, DaemonSet set) {
    if (ref.equals(DAEMON_SET)) {
      Integer wanted = set.getStatus() == null ? null : set.getStatus().getDesiredNumberScheduled();
      boolean fenced =
          Selectors.orEmpty(set.getMetadata() == null ? null : set.getMetadata().getAnnotations())
              .containsKey(Names.FENCE_BEFORE);
      runs = wanted == null || wanted > 0 || fenced;
      rolledFor = PodTemplates.annotations(set).getOrDefault(Names.POD_RANGE, "");
    }
  }

  /** Forgets a DaemonSet. */
  void daemonSetGone(String ref) {
    if (ref.equals(DAEMON_SET)) {
      rolledFor = null;
      runs = false;
    }
  }

  /** As it is now. A cluster may have no kube-proxy, or one that no DaemonSet runs. */
  PodRangeFact now() {
    Named proxy = kubeProxy;
    boolean agreed = proxy == null || Objects.equals(kubeadm.range(), proxy.range());
    boolean rolled =
        proxy == null
            || !proxy.changed()
            || rolledFor == null
            || rolledFor.equals(String.valueOf(proxy.range()));
    return new PodRangeFact(
        agreed && rolled ? kubeadm.range() : null,
        kubeadm.changed() || (proxy != null && proxy.changed()),
        runs);
  }
}
