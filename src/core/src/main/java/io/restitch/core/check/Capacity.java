package io.restitch.core.check;

import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.Resources;
import io.restitch.core.plan.Settings;
import io.restitch.core.verdict.Verdict;
import java.util.List;
import java.util.Locale;

/**
 * The first node can leave: with surge the cluster must hold its pods, without it one node less.
 */
final class Capacity implements Check {
  @Override
  public List<Verdict> look(Subject subject) {
    List<NodeFact> blue = subject.blueWorkers();
    if (blue.isEmpty()) {
      return List.of();
    }
    Settings.Workers workers = subject.settings().workers();
    Resources offered =
        blue.stream()
            .filter(NodeFact::schedulable)
            .map(n -> n.status().allocatable().minus(daemons(subject, n)))
            .reduce(Resources.NONE, Resources::plus);
    Resources without =
        workers.surge() > 0 ? offered : offered.minus(blue.getFirst().status().allocatable());
    Resources needed =
        subject.world().workloads().pods().all().stream()
            .filter(p -> !p.terminal() && !p.mirror() && !p.ownedBy("DaemonSet"))
            .filter(p -> blue.stream().anyMatch(n -> n.name().equals(p.nodeName())))
            .map(p -> p.spec().requests())
            .reduce(Resources.NONE, Resources::plus);
    String numbers =
        String.format(
            Locale.ROOT,
            "pods ask for %.1f CPU and %.1f GiB, the workers offer %.1f CPU and %.1f GiB",
            needed.cpuMillis() / 1000.0,
            needed.memoryBytes() / (double) (1L << 30),
            without.cpuMillis() / 1000.0,
            without.memoryBytes() / (double) (1L << 30));
    if (needed.plusPercent(workers.headroom()).fitsIn(without)) {
      return List.of(Check.ok("capacity", "workers", numbers));
    }
    return List.of(
        Check.block(
            "capacity",
            "workers",
            numbers
                + (workers.surge() > 0 ? "" : " with one node less")
                + ", and "
                + workers.headroom()
                + " % must stay free: no node could ever leave",
            workers.surge() > 0
                ? "lower workers.headroom, or add a worker"
                : "set workers.surge to 1 or more, or lower workers.headroom"));
  }

  private static Resources daemons(Subject subject, NodeFact node) {
    return subject.world().podsOn(node.name()).stream()
        .filter((PodFact p) -> (p.ownedBy("DaemonSet") || p.mirror()) && !p.terminal())
        .map(p -> p.spec().requests())
        .reduce(Resources.NONE, Resources::plus);
  }
}
