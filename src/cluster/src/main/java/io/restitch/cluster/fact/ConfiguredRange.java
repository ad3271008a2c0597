package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.restitch.core.net.Cidr;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The pod range that kubeadm and kube-proxy are configured with, in two ConfigMaps of kube-system.
 *
 * <p>{@code kubeadm upgrade} writes kube-controller-manager's {@code --cluster-cidr} anew from
 * {@code networking.podSubnet} (kubeadm/app/phases/controlplane/manifests.go); kube-proxy takes
 * {@code clusterCIDR} for what is a local pod (kube-proxy, getLocalDetectors).
 */
public final class ConfiguredRange {
  /** Name of kubeadm's ConfigMap. */
  public static final String KUBEADM = "kubeadm-config";

  /** Name of kube-proxy's ConfigMap. */
  public static final String KUBE_PROXY = "kube-proxy";

  private @Nullable Cidr kubeadm;
  private @Nullable Cidr kubeProxy;
  private boolean proxied;

  /** Takes one of the two ConfigMaps. */
  void take(ConfigMap map) {
    Map<String, String> data = Selectors.orEmpty(map.getData());
    switch (map.getMetadata().getName()) {
      case KUBEADM -> kubeadm = range(data.get("ClusterConfiguration"), "podSubnet");
      case KUBE_PROXY -> {
        proxied = true;
        kubeProxy = range(data.get("config.conf"), "clusterCIDR");
      }
      default -> {}
    }
  }

  /** Forgets one of them. */
  void gone(String name) {
    if (name.equals(KUBEADM)) {
      kubeadm = null;
    } else {
      proxied = false;
      kubeProxy = null;
    }
  }

  /**
   * What both name; null if they differ, or kubeadm names none. A cluster may have no kube-proxy.
   */
  @Nullable Cidr agreed() {
    return !proxied || Objects.equals(kubeadm, kubeProxy) ? kubeadm : null;
  }

  private static @Nullable Cidr range(@Nullable String yaml, String name) {
    return yaml == null
        ? null
        : ClusterFacts.ranges(ClusterFacts.entry(yaml, name)).stream().findFirst().orElse(null);
  }
}
