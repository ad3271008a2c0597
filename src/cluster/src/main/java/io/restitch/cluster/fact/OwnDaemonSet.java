package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.restitch.core.Names;
import io.restitch.core.fact.PodFact;

/** A DaemonSet of ours: as what it is installed, and which pods run for it. */
final class OwnDaemonSet {
  private final String name;
  private final String ref;
  private String installedAs = "";

  /**
   * @param name its name in our namespace, and label {@code app} of its pods
   */
  OwnDaemonSet(String name) {
    this.name = name;
    this.ref = Names.SYSTEM + "/" + name;
  }

  /** Whether this is a pod of it that is on a node and has not ended. */
  boolean runs(PodFact pod) {
    return pod.ownedBy("DaemonSet")
        && pod.ref().namespace().equals(Names.SYSTEM)
        && name.equals(pod.labels().get("app"))
        && pod.bound()
        && !pod.terminal();
  }

  void seen(String which, DaemonSet set) {
    if (which.equals(ref)) {
      installedAs =
          Selectors.orEmpty(set.getMetadata().getAnnotations())
              .getOrDefault(Names.INSTALLED_AS, "?");
    }
  }

  void gone(String which) {
    if (which.equals(ref)) {
      installedAs = "";
    }
  }

  /** What it was installed as; empty if it is not there. */
  String installedAs() {
    return installedAs;
  }
}
