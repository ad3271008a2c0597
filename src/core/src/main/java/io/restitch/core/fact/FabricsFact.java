package io.restitch.core.fact;

/**
 * Both pod networks, what joins them, and what the cluster believes its pod range to be.
 *
 * @param calico Calico
 * @param flannel Flannel
 * @param bridge the bridge
 * @param configuredRange the pod range in kubeadm's and kube-proxy's configuration
 * @param open whether Flannel and kube-proxy no longer depend on labels of ours
 */
public record FabricsFact(
    CalicoFact calico,
    FlannelFact flannel,
    BridgeFact bridge,
    PodRangeFact configuredRange,
    boolean open) {
  /** Nothing known. */
  public static FabricsFact unknown() {
    return new FabricsFact(
        CalicoFact.absent(), FlannelFact.ABSENT, BridgeFact.ABSENT, PodRangeFact.UNKNOWN, false);
  }
}
