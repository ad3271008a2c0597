package io.restitch.lab;

import java.util.function.Predicate;

/** Moments at which the machine in conversion may lose its power; each machine has its own. */
enum PowerCut {
  KUBELET_STOPPED("cp-1", "its kubelet is stopped", t -> t.done("RunTask", "cp-1 STOP_KUBELET")),
  NODE_DELETED("cp-2", "its Node is deleted, and not posted", t -> t.failed("PostNode", "cp-2")),
  CLEANED("cp-2", "amid the clean-up", t -> t.begun("RunTask", "cp-2 REMOVE_CALICO")),
  KUBELET_STARTS("cp-3", "its kubelet starts", t -> t.begun("RunTask", "cp-3 START_KUBELET"));

  private final String machine;
  private final String words;
  private final Predicate<Told> seen;

  PowerCut(String machine, String words, Predicate<Told> seen) {
    this.machine = machine;
    this.words = words;
    this.seen = seen;
  }

  String machine() {
    return machine;
  }

  boolean seen(Told told) {
    return seen.test(told);
  }

  @Override
  public String toString() {
    return machine + ": " + words;
  }
}
