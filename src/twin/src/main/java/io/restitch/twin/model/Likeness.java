package io.restitch.twin.model;

import io.restitch.core.Names;
import io.restitch.core.fact.BudgetFact;
import io.restitch.core.fact.ClusterFact;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Shapes;
import io.restitch.twin.model.BudgetRule.Limit;
import io.restitch.twin.model.Workload.Kind;
import io.restitch.twin.model.Workload.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The likeness of a cluster that was looked at: its nodes, pods, budgets and policies, and
 * workloads guessed from the pods that name them. What a look does not show is left out: how long
 * pods take to start, and which pods a Service selects. Agents of pod networks are the twin's own.
 */
public final class Likeness {
  private Likeness() {}

  /** Draws it. */
  public static Blueprint of(Observed world, Shapes shapes) {
    List<PodFact> pods =
        world.workloads().pods().all().stream()
            .filter(p -> !p.terminal() && !p.terminating() && !ofPodNetwork(p))
            .map(Likeness::named)
            .toList();
    Cidr range =
        world
            .cluster()
            .flatMap(ClusterFact::oldRange)
            .or(() -> world.fabrics().calico().pools().stream().findFirst())
            .orElse(Draft.PODS);
    return new Blueprint(
        new Blueprint.Ranges(
            world.cluster().map(ClusterFact::id).orElse(""),
            world.cluster().map(ClusterFact::version).orElse(Draft.VERSION),
            range,
            nodeMask(world),
            world.cluster().map(ClusterFact::serviceRanges).orElse(List.of())),
        world.nodes().values().stream().map(n -> withoutMarks(n, range)).toList(),
        shapes.found(),
        workloads(pods),
        pods,
        new Blueprint.Rules(budgets(world), List.of(), world.policies()));
  }

  private static int nodeMask(Observed world) {
    return world.platform().controllerManagers().values().stream()
        .findFirst()
        .map(ControllerManagerFact::nodeMask)
        .orElse(ControllerManagerFact.DEFAULT_NODE_MASK);
  }

  private static boolean ofPodNetwork(PodFact pod) {
    return pod.ownedBy("DaemonSet")
        && pod.controller()
            .filter(o -> o.name().startsWith("calico") || o.name().startsWith("kube-flannel"))
            .isPresent();
  }

  /** A pod that knows its workload by the name that the twin gives it. */
  private static PodFact named(PodFact p) {
    PodFact.Owner o = p.owner();
    if (o == null) {
      return p;
    }
    Kind kind = kind(o.kind());
    String uid = Workload.uid(kind, new ObjectRef(p.ref().namespace(), o.name()));
    PodFact.Owner owner =
        o.kind().equals("Node") ? o : new PodFact.Owner(kind.owner(), o.name(), uid);
    return new PodFact(
        p.ref(),
        p.uid(),
        p.nodeName(),
        p.labels(),
        p.annotations(),
        owner,
        p.spec(),
        withoutFinalizers(p.status()));
  }

  /** Whoever put a finalizer there takes it away in time. */
  private static PodFact.Status withoutFinalizers(PodFact.Status s) {
    return new PodFact.Status(
        s.phase(), s.ready(), s.createdAt(), s.deletedAt(), List.of(), s.addresses());
  }

  private static List<Workload> workloads(List<PodFact> pods) {
    Map<String, List<PodFact>> owned = new TreeMap<>();
    for (PodFact pod : pods) {
      if (!pod.ownedBy("Node")) {
        String key =
            pod.controller()
                .map(o -> o.kind() + " " + pod.ref().namespace() + " " + o.name())
                .orElse("nobody " + pod.ref());
        owned.computeIfAbsent(key, k -> new ArrayList<>()).add(pod);
      }
    }
    return owned.values().stream().map(Likeness::workload).toList();
  }

  private static Workload workload(List<PodFact> pods) {
    PodFact first = pods.getFirst();
    PodFact.Owner owner = first.owner();
    return new Workload(
        owner == null ? Kind.NOBODY : kind(owner.kind()),
        new ObjectRef(first.ref().namespace(), owner == null ? first.ref().name() : owner.name()),
        pods.size(),
        first.labels(),
        first.spec(),
        Pace.SERVICE);
  }

  private static Kind kind(String owner) {
    return switch (owner) {
      case "StatefulSet" -> Kind.STATEFUL_SET;
      case "DaemonSet" -> Kind.DAEMON_SET;
      case "Job" -> Kind.JOB;
      default -> Kind.REPLICA_SET;
    };
  }

  private static List<BudgetRule> budgets(Observed world) {
    List<BudgetRule> rules = new ArrayList<>();
    for (BudgetFact b : world.workloads().budgets().values()) {
      Limit limit = new Limit(false, false, b.health().desired());
      rules.add(new BudgetRule(b.ref(), b.selector(), limit, b.alwaysAllowUnhealthy()));
    }
    return rules;
  }

  /**
   * As it was before restitch, and with a pod CIDR: the twin's IPAM wants every node to have one.
   */
  private static NodeFact withoutMarks(NodeFact n, Cidr range) {
    Map<String, String> labels = new TreeMap<>(n.labels());
    Map<String, String> notes = new TreeMap<>(n.annotations());
    labels.keySet().removeIf(k -> k.startsWith(Names.PREFIX));
    notes.keySet().removeIf(k -> k.startsWith(Names.PREFIX));
    NodeFact.Spec s = n.spec();
    List<Cidr> inside = s.podCidrs().stream().filter(range::contains).toList();
    return new NodeFact(
        n.name(),
        n.uid(),
        labels,
        notes,
        new NodeFact.Spec(
            s.providerId(),
            inside,
            s.taints().stream().filter(t -> !t.key().startsWith(Names.PREFIX)).toList(),
            s.unschedulable()),
        n.status());
  }
}
