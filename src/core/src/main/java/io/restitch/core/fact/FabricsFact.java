package io.restitch.core.fact;

import io.restitch.core.net.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * Both pod networks, what joins them, and what the cluster believes its pod range to be.
 *
 * @param calico Calico
 * @param flannel Flannel
 * @param bridge the bridge
 * @param configuredRange the pod range that kubeadm's and kube-proxy's configuration agree on; null
 *     if they differ or are not known
 * @param open whether Flannel and kube-proxy no longer depend on labels of ours
 */
public record FabricsFact(
    CalicoFact calico,
    FlannelFact flannel,
    BridgeFact bridge,
    @Nullable Cidr configuredRange,
    boolean open) {
  /** Nothing known. */
  public static FabricsFact unknown() {
    return new FabricsFact(CalicoFact.absent(), FlannelFact.ABSENT, BridgeFact.ABSENT, null, false);
  }
}
