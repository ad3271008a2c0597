package io.restitch.core.drain;

import io.restitch.core.fact.BudgetFact;
import io.restitch.core.fact.PodFact;

/**
 * Pods that virtual machines run in. KubeVirt protects one that is to be live-migrated by a budget
 * that allows no disruption, and takes the request for its eviction, which its webhook refuses
 * before any budget is looked at, for the wish that it be moved (KubeVirt, docs on eviction; {@code
 * pkg/virt-controller/watch/drain/disruptionbudget}). So that budget is no reason not to ask.
 */
public final class Launchers {
  private Launchers() {}

  /** Whether this is KubeVirt's own budget of the virtual machine that the pod runs. */
  public static boolean own(BudgetFact budget, PodFact pod) {
    return "virt-launcher".equals(pod.labels().get("kubevirt.io"))
        && budget.selector().labels().containsKey("kubevirt.io/created-by");
  }
}
