package io.restitch.core.drain;

import io.restitch.core.fact.PodFact;

/** Pods that others lean on: DNS, ingress, webhook backends. They go last, one at a time. */
final class SystemPods {
  /** {@code system-cluster-critical} (Kubernetes {@code pkg/apis/scheduling/types.go}). */
  private static final int SYSTEM_CRITICAL = 2_000_000_000;

  private SystemPods() {}

  static boolean contains(PodFact pod) {
    return pod.spec().priority() >= SYSTEM_CRITICAL || pod.ref().namespace().equals("kube-system");
  }
}
