package io.restitch.core.workers;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.DeletePod;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.AddOnsFact.MultusPods;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.PodFact;
import io.restitch.core.phase.View;
import java.util.List;
import java.util.Optional;

/**
 * Whether Multus is there on a node that it belongs on. A pod that starts before it has written its
 * configuration gets the first network only, and nothing says so. A Multus that does not tolerate
 * what the node is tainted with comes later, and is not waited for.
 */
public final class MultusReadiness {
  private MultusReadiness() {}

  /** A wait, as long as one that belongs on the node is not ready there. */
  public static Optional<Wait> missing(View view, NodeFact node) {
    List<PodFact> there = on(view, node.name());
    return view.world().addOns().multusPods().stream()
        .filter(multus -> multus.belongOn(node) && there.stream().noneMatch(p -> ready(multus, p)))
        .findFirst()
        .map(multus ->
            Wait.of(
                "multus-ready",
                "node " + node.name(),
                "Multus, of DaemonSet " + multus.set() + ", is not ready on it yet"));
  }

  private static boolean ready(MultusPods multus, PodFact pod) {
    return multus.include(pod) && pod.status().ready() && !pod.terminating();
  }

  /**
   * Pods that nothing keeps from their node any more, and that the scheduler does not look at again
   * for five minutes: each was rejected while a pod with an anti-affinity against it was there, and
   * the end of such a pod is no reason for it to look (kubernetes from 1.32 on,
   * plugins/interpodaffinity, {@code isSchedulableAfterPodChange}: only the pod's own anti-affinity
   * counts). A DaemonSet makes a new one, which is looked at at once.
   */
  public static List<Action> overlooked(View view) {
    return view.world().workloads().pods().all().stream()
        .filter(p -> !p.bound() && p.status().keptApart() && !p.terminating())
        .filter(p -> view.world().addOns().multusPods().stream().anyMatch(m -> m.include(p)))
        .flatMap(p ->
            view.world().nodes().values().stream()
                .filter(n -> p.spec().placement().wants(n.labels()) && on(view, n.name()).isEmpty())
                .limit(1)
                .<Action>map(n ->
                    new DeletePod(
                        p.ref(),
                        p.uid(),
                        n.name(),
                        "the scheduler does not see that it may begin")))
        .toList();
  }

  /** Pods of Multus on a node, those of a copy that is gone already too. */
  public static List<PodFact> on(View view, String node) {
    List<MultusPods> all = view.world().addOns().multusPods();
    return view.world().podsOn(node).stream()
        .filter(p ->
            p.labels().containsKey(Names.COPY_OF)
                || all.stream().anyMatch(multus -> multus.include(p)))
        .toList();
  }
}
