package io.restitch.twin.model;

import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.PodFact.Placement;
import io.restitch.twin.model.BudgetRule.Limit;
import io.restitch.twin.model.Workload.Kind;
import io.restitch.twin.model.Workload.Pace;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The cluster of the demo: three control planes and twelve workers over three zones, with what a
 * shop needs: web tiers behind disruption budgets, databases on zonal volumes, DNS, log agents,
 * batch jobs, a pod that nobody owns, and NetworkPolicies.
 */
public final class SampleCluster {
  private static final int CLUSTER_CRITICAL = 2_000_000_000;
  private static final List<String> ZONES = List.of("a", "b", "c");
  private static final PodFact.Storage VOLUME =
      new PodFact.Storage(false, List.of(), List.of("data"), false);

  private SampleCluster() {}

  /** Draws it. */
  public static Blueprint draw() {
    Draft draft = new Draft();
    for (int i = 1; i <= 3; i++) {
      draft.controlPlane("cp-" + i, ZONES.get(i - 1));
    }
    for (int i = 1; i <= 12; i++) {
      Map<String, String> labels = i > 9 ? Map.of("pool", "data") : Map.of("pool", "general");
      draft.worker("worker-" + i, ZONES.get((i - 1) % 3), labels);
    }
    system(draft);
    shop(draft);
    data(draft);
    batch(draft);
    return draft.blueprint("00000000-0000-4000-8000-00000000d3a0");
  }

  private static void system(Draft draft) {
    PodFact.Spec dns = Draft.important(Draft.asking(100, 128), CLUSTER_CRITICAL);
    draft.workload(Kind.REPLICA_SET, "kube-system", "coredns", 2, dns, Pace.SERVICE);
    draft.budget("kube-system", "coredns", new Limit(true, false, 1), false);
    draft.service("kube-system", "coredns");
    PodFact.Spec everywhere = Draft.everywhere(Draft.asking(50, 64));
    draft.workload(Kind.DAEMON_SET, "kube-system", "log-agent", 0, everywhere, Pace.SERVICE);
    draft.workload(Kind.DAEMON_SET, "edge", "ingress", 0, Draft.asking(200, 256), Pace.SERVICE);
    draft.service("edge", "ingress");
  }

  private static void shop(Draft draft) {
    web(draft, "storefront", 12, new Limit(false, true, 80));
    web(draft, "cart", 6, new Limit(true, false, 1));
    web(draft, "search", 9, new Limit(true, true, 25));
    web(draft, "images", 15, new Limit(true, false, 3));
    PodFact.Spec apart = Draft.keptApart("checkout", Draft.asking(250, 512));
    draft.workload(Kind.REPLICA_SET, "shop", "checkout", 4, apart, Pace.SERVICE);
    draft.budget("shop", "checkout", new Limit(false, false, 3), true);
    draft.service("shop", "checkout");
    draft.workload(
        Kind.REPLICA_SET, "shop", "recommendations", 8, Draft.asking(300, 512), Pace.SERVICE);
    draft.policy("shop", "default-deny");
  }

  private static void web(Draft draft, String name, int replicas, Limit limit) {
    draft.workload(Kind.REPLICA_SET, "shop", name, replicas, Draft.asking(250, 384), Pace.SERVICE);
    draft.budget("shop", name, limit, false);
    draft.service("shop", name);
  }

  private static void data(Draft draft) {
    Pace slow =
        new Pace(
            Duration.ofSeconds(4), Duration.ofSeconds(12), Duration.ofSeconds(8), Duration.ZERO);
    PodFact.Spec stored = Draft.asking(500, 1024).storing(VOLUME);
    PodFact.Spec pinned =
        stored.placed(new Placement(Map.of("pool", "data"), List.of(), List.of(), List.of()));
    draft.workload(Kind.STATEFUL_SET, "data", "orders-db", 3, pinned, slow);
    draft.budget("data", "orders-db", new Limit(true, false, 1), false);
    draft.service("data", "orders-db");
    draft.workload(Kind.STATEFUL_SET, "data", "queue", 3, stored, slow);
    draft.budget("data", "queue", new Limit(false, false, 2), false);
    PodFact.Spec scratch =
        Draft.asking(250, 1024).storing(new PodFact.Storage(true, List.of(), List.of(), false));
    draft.workload(Kind.REPLICA_SET, "data", "cache", 4, scratch, Pace.SERVICE);
    draft.policy("data", "default-deny");
    draft.policy("data", "from-shop");
  }

  private static void batch(Draft draft) {
    Pace job =
        new Pace(
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMinutes(9));
    draft.workload(Kind.JOB, "batch", "nightly-report", 1, Draft.asking(500, 512), job);
    draft.workload(Kind.JOB, "batch", "reindex", 1, Draft.asking(500, 512), job);
    draft.workload(Kind.NOBODY, "batch", "debug-shell", 1, Draft.asking(50, 64), Pace.SERVICE);
  }
}
