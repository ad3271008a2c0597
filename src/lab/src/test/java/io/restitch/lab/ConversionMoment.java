package io.restitch.lab;

import java.util.function.Predicate;

/**
 * Moments at which a run may be killed, in the order in which the first control plane meets them.
 */
enum ConversionMoment implements KillMoment {
  HOLD_STARTED(
      "while the first controller manager is held", t -> t.begun("SetControllerManager", "cp-1")),
  HOLD_HALF_WAY(
      "one controller manager is held, the others are not",
      t -> t.done("SetControllerManager", "cp-1")),
  CORDONED("it is cordoned", t -> t.done("Cordon", "cp-1")),
  AGENT_LEAVES("Calico's agent was told to go", t -> t.done("SetLabel", "cp-1")),
  NODE_SAVED("its Node is saved", t -> t.done("SaveNode", "cp-1")),
  KUBELET_STOPS("while its kubelet is stopped", t -> t.begun("RunTask", "cp-1 STOP_KUBELET")),
  KUBELET_STOPPED("its kubelet is stopped", t -> t.done("RunTask", "cp-1 STOP_KUBELET")),
  NODE_DELETED("its Node is deleted, and not posted", t -> t.failed("PostNode", "cp-1")),
  NODE_POSTED("its Node is posted, its kubelet stopped", t -> t.done("PostNode", "cp-1")),
  KUBELET_STARTS("while its kubelet is started", t -> t.begun("RunTask", "cp-1 START_KUBELET")),
  NETWORK_COMES("Flannel is coming up", t -> t.waits("network-ready")),
  CALICO_LEFT("Calico's configuration is aside", t -> t.done("RunTask", "cp-1 LEAVE_CALICO")),
  PODS_REPLACED("while pods with old addresses go", t -> t.begun("DeletePod", "")),
  CLEANED("amid the clean-up", t -> t.begun("RunTask", "cp-1 REMOVE_CALICO")),
  UNCORDONED("it is uncordoned", t -> t.done("Uncordon", "cp-1")),
  RANGE_WRITTEN("while kubeadm's range is written", t -> t.begun("SetConfiguredRange", "")),
  RETURN_STARTED(
      "while a controller manager is handed back",
      t -> t.started("IpamReturned") && t.begun("SetControllerManager", "cp-1")),
  RETURN_HALF_WAY(
      "two controller managers are handed back, one is held",
      t -> t.started("IpamReturned") && t.begun("SetControllerManager", "cp-3"));

  private final String words;
  private final Predicate<Told> seen;

  ConversionMoment(String words, Predicate<Told> seen) {
    this.words = words;
    this.seen = seen;
  }

  @Override
  public boolean seen(Told told) {
    return seen.test(told);
  }

  /** Whether the first control plane is in change then. */
  boolean inConversion() {
    return compareTo(CORDONED) >= 0 && compareTo(UNCORDONED) <= 0;
  }

  @Override
  public String toString() {
    return words;
  }
}
