package io.restitch.core.fact;

import java.util.Collection;
import java.util.List;

/**
 * Both pod networks, what joins them, and what the cluster believes its pod range to be.
 *
 * @param calico Calico
 * @param flannel Flannel
 * @param bridge the bridge
 * @param configuredRange the pod range in kubeadm's and kube-proxy's configuration
 * @param probes probes of the network
 * @param openness how far Flannel and kube-proxy have come from depending on labels of ours
 * @param touched objects that restitch changes, and who else has a hand in them, sorted
 */
public record FabricsFact(
    CalicoFact calico,
    FlannelFact flannel,
    BridgeFact bridge,
    PodRangeFact configuredRange,
    ProbesFact probes,
    Openness openness,
    List<TouchedFact> touched) {
  public FabricsFact {
    touched = touched.stream().sorted().toList();
  }

  /** The same, Calico being so. */
  public FabricsFact with(CalicoFact now) {
    return new FabricsFact(now, flannel, bridge, configuredRange, probes, openness, touched);
  }

  /** The same, Flannel being so. */
  public FabricsFact with(FlannelFact now) {
    return new FabricsFact(calico, now, bridge, configuredRange, probes, openness, touched);
  }

  /** The same, the bridge being so. */
  public FabricsFact with(BridgeFact now) {
    return new FabricsFact(calico, flannel, now, configuredRange, probes, openness, touched);
  }

  /** The same, the configured range being so. */
  public FabricsFact with(PodRangeFact now) {
    return new FabricsFact(calico, flannel, bridge, now, probes, openness, touched);
  }

  /** The same, probes being so. */
  public FabricsFact with(ProbesFact now) {
    return new FabricsFact(calico, flannel, bridge, configuredRange, now, openness, touched);
  }

  /** The same, so far open. */
  public FabricsFact with(Openness now) {
    return new FabricsFact(calico, flannel, bridge, configuredRange, probes, now, touched);
  }

  /** The same, with these objects that restitch changes. */
  public FabricsFact touching(Collection<TouchedFact> now) {
    return new FabricsFact(
        calico, flannel, bridge, configuredRange, probes, openness, List.copyOf(now));
  }

  /** Nothing known. */
  public static FabricsFact unknown() {
    return new FabricsFact(
        CalicoFact.absent(),
        FlannelFact.ABSENT,
        BridgeFact.ABSENT,
        PodRangeFact.UNKNOWN,
        ProbesFact.ABSENT,
        Openness.RESTRICTED,
        List.of());
  }
}
