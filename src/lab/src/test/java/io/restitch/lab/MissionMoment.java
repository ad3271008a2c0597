package io.restitch.lab;

import java.util.function.Predicate;

/** Moments at which a run may be killed, in the order in which a whole migration meets them. */
enum MissionMoment implements KillMoment {
  BACKED_UP("while a backup is taken", t -> t.begun("TakeBackup", "")),
  HELD("while a controller manager is held", t -> t.begun("SetControllerManager", "cp-2")),
  FENCED("the fence is up", t -> t.done("SetFence", "")),
  FLANNEL_INSTALLED("while Flannel is installed", t -> t.begun("InstallFlannel", "")),
  BRIDGE_MADE("the bridge's agents were made", t -> t.done("InstallBridge", "")),
  POOLED("while the IPPool is made", t -> t.begun("SetPool", "")),
  MACHINE_ASKED("while a machine is made", t -> t.begun("CreateMachine", "")),
  MACHINE_JOINS("it joins", t -> t.waits("machine-joins")),
  RANGE_GIVEN("its Node has a range", t -> t.done("AssignPodCidr", "")),
  IN_SERVICE("while its startup taint goes", t -> t.begun("RemoveTaint", "flannel-not-ready")),
  CORDONED("a worker is cordoned", t -> t.done("Cordon", "worker-")),
  EVICTED("while a pod is evicted", t -> t.begun("EvictPod", "")),
  PINNED("while the worker is pinned", t -> t.begun("Pin", "worker-")),
  NODE_DELETED("its Node is deleted", t -> t.done("DeleteNode", "worker-")),
  MACHINE_DELETED("while its machine is deleted", t -> t.begun("DeleteMachine", "")),
  UNPINNED("while its pin goes", t -> t.begun("Unpin", "worker-")),
  CONVERTING("a control plane is told to convert", t -> t.done("SetLabel", "cp-")),
  POSTED("its Node is posted anew", t -> t.done("PostNode", "cp-")),
  CLEANED("amid its clean-up", t -> t.begun("RunTask", "REMOVE_CALICO")),
  RETURNED("while kubeadm's range is written", t -> t.begun("SetConfiguredRange", "")),
  LISTED("Calico's objects are listed", t -> t.done("ListCalico", "")),
  REMOVED("while definitions are removed", t -> t.begun("RemoveCalicoObject", "CustomResource")),
  ALONE("it is seen who reaches all others alone", t -> t.waits("bridge-undone")),
  OPENED("while Flannel is opened to every node", t -> t.begun("OpenFabric", "")),
  SPREADING("kube-proxy spreads", t -> t.waits("agent-spreads"));

  private final String words;
  private final Predicate<Told> seen;

  MissionMoment(String words, Predicate<Told> seen) {
    this.words = words;
    this.seen = seen;
  }

  @Override
  public boolean seen(Told told) {
    return seen.test(told);
  }

  @Override
  public String toString() {
    return words;
  }
}
