package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.restitch.core.Names;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether kube-proxy and our copy of it share the nodes among them. */
final class KubeProxies {
  private static final String FIRST = "kube-system/" + ConfiguredRange.KUBE_PROXY;
  private static final String SECOND = "kube-system/" + ConfiguredRange.SECOND_KUBE_PROXY;

  /** Whether it keeps off green nodes; null if there is none. */
  private @Nullable Boolean firstKeepsOff;

  private boolean firstRolledOut;
  private boolean secondKeepsTo;
  private boolean fenced;
  private boolean copied;

  void take(String ref, DaemonSet set) {
    PodSpec pod = PodTemplates.pod(set);
    if (ref.equals(FIRST)) {
      firstKeepsOff = Fences.keepsOffFlannel(pod);
      firstRolledOut = RollOut.done(set);
      fenced =
          Selectors.orEmpty(set.getMetadata().getAnnotations()).containsKey(Names.FENCE_BEFORE);
    } else if (ref.equals(SECOND)) {
      secondKeepsTo = Fences.keepsToGreen(pod);
      copied = ours(set);
    }
  }

  /** A DaemonSet of the copy's name may be somebody else's. */
  static boolean ours(DaemonSet second) {
    Map<String, String> labels = Selectors.orEmpty(second.getMetadata().getLabels());
    return Names.PART_FLANNEL.equals(labels.get(Names.PART));
  }

  void gone(String ref) {
    if (ref.equals(FIRST)) {
      firstKeepsOff = null;
      fenced = false;
    } else if (ref.equals(SECOND)) {
      secondKeepsTo = false;
      copied = false;
    }
  }

  /** Whether something of ours is there: the copy, or the fence around the first. */
  boolean remains() {
    return fenced || copied;
  }

  /** Whether the first may run on every node; true if there is no first. */
  boolean open() {
    return firstKeepsOff == null || !(firstKeepsOff || fenced);
  }

  /** Whether every node that the first may run on has a ready pod of it as it is now. */
  boolean everywhere() {
    return firstKeepsOff == null || firstRolledOut;
  }

  /** Whether the copy is there. */
  boolean copied() {
    return copied;
  }

  /** Whether the first keeps off green nodes and the second to them; true if there is no first. */
  boolean shared() {
    return firstKeepsOff == null || (firstKeepsOff && secondKeepsTo);
  }
}
